/** What the guide knows of providers, their keys and addresses, and of how a program is given one. */
import type { Section } from "../Guide.ts"

export const providers: ReadonlyArray<Section> = [
  {
    id: "install",
    asks: ["How do I install it?", "How do I get started?", "Which packages and which Node version do I need?"],
    says: `Install it beside effect 4.1 and an HTTP client; on Node that is @effect/platform-node and Node 22.19
or later. The library itself has no dependencies, and runs in browsers, Bun and Deno too.`,
    code: `npm install effect-bifrost effect @effect/platform-node`
  },
  {
    id: "choose-provider",
    asks: [
      "How do I choose a provider?",
      "How do I switch to another provider?",
      "Which providers are supported?",
      "How do I use OpenAI?"
    ],
    says: `A provider is a Layer: provide OpenAI.layer and an HTTP client, and every request inside is answered by
it. To switch, provide another layer; the requests stay as they are. What a layer cannot serve does not compile.`,
    code: `program.pipe(Effect.provide(OpenAI.layer), Effect.provide(NodeHttpClient.layerUndici))`
  },
  {
    id: "api-key",
    asks: [
      "How do I set my API key?",
      "Where does the key come from?",
      "How do I configure a provider from the environment?",
      "Are keys and secrets kept out of logs?"
    ],
    says: `OpenAI.layer reads OPENAI_API_KEY through Effect's Config and keeps it Redacted: it is in no error, span,
log or URL. layerConfig takes every setting as a Config of your own.`,
    code: `OpenAI.layerConfig({ apiKey: Config.Redacted("MY_KEY"), baseUrl: Config.String("MY_URL") })`
  },
  {
    id: "base-url",
    asks: [
      "How do I use a self-hosted server?",
      "How do I change the base URL?",
      "How do I connect to Ollama, vLLM or llama.cpp?",
      "How do I use a proxy or an OpenAI-compatible API?"
    ],
    says: `A provider is a plain record and a variant is a spread: change its id, address and authentication, and
make a layer of it.`,
    code: `Provider.layer({ ...OpenAI.provider, id: "mine", baseUrl: "http://127.0.0.1:8080/v1", auth: Auth.none })`
  },
  {
    id: "router",
    asks: [
      "How do I use several providers together?",
      "How do I choose the model by a string?",
      "How do I route requests?"
    ],
    says: `Router.layer takes layers under names, and the model says which is meant: "openai/gpt-4o-mini". Only here
is support known at run time, so an operation that the provider lacks answers Unsupported.`,
    code: `Router.layer({ openai: OpenAI.layer, local: Local.layer })`
  },
  {
    id: "merge",
    asks: [
      "How do I combine layers?",
      "Why does it not compile?",
      "What if a provider does not support an operation?",
      "How do I use one provider for chat and another for speech?"
    ],
    says: `Merge the layers: each supplies the operations it serves, and where both serve one, the later wins.
The type of a layer is its capability sheet, so an operation that nobody serves is a compile error.`,
    code: `Layer.merge(Local.layer, OpenAI.layer)`
  },
  {
    id: "add-provider",
    asks: ["How do I add a new provider?", "How do I write my own provider?", "How do I implement a custom engine?"],
    says: `A provider that speaks a known wire is a record: id, base URL, authentication and a table from operations
to protocols. One that is no server is StreamingProvider.layer with a function for each operation.`,
    code: `StreamingProvider.layer("echo", { chat: (request) => Stream.make(start, text, finish) })`
  },
  {
    id: "models",
    asks: ["How do I give models aliases?", "Which model name do I use?", "Pin a model for a backup"],
    says: `model is the provider's own name, or an alias that the layer was given. Policy.withModel pins the model
of a layer whatever the request says, which suits backups.`,
    code: `Local.layer.pipe(Policy.withModel("local"))`
  },
  {
    id: "provider-options",
    asks: ["How do I send provider-specific options?", "How do I pass extra fields the library does not know?"],
    says: `providerOptions holds fields by provider id. They go into that provider's request body untouched, over
the library's own; other providers never see them. Raw answers ride along with includeRaw.`,
    code: `StreamingProvider.chat({ ...request, providerOptions: { openai: { store: true } } })`
  },
  {
    id: "local",
    asks: [
      "Does it work offline without a key or a network?",
      "What is the Local layer?",
      "Is there a free local engine for development?"
    ],
    says: `Local.layer needs no key and no network. Speech is Flite, transcription is Moonshine-tiny, both real and
in English. Text, chat and responses are me: not a language model, but a guide to this documentation that streams,
counts tokens, calls tools and can be cancelled like one.`,
    code: `program.pipe(Effect.provide(Local.layer))`
  },
  {
    id: "embed",
    asks: [
      "How do I use it in a web server?",
      "How do I stream to the browser with server-sent events over HTTP?",
      "How do I embed it in an application?"
    ],
    says: `Provide the layer once, where your application is built, and answer with HttpServerResponse.stream. When
the browser goes away the response is interrupted, and with it the provider's socket.`,
    code: `HttpServerResponse.stream(Stream.encodeText(sse), { contentType: "text/event-stream" })`
  },
  {
    id: "cli",
    asks: ["Is there a command line?", "How do I use it from the terminal or a shell?", "What is the bifrost command?"],
    says: `The package brings the command bifrost with chat, text, responses, speak, transcribe, providers and
decode. It prints the answer as it streams; --json prints the chunks, --fallback names a second provider.`,
    code: `npx bifrost chat "Hello" --provider local`
  },
  {
    id: "go",
    asks: ["How does it differ from Bifrost in Go?", "How do I migrate from the Go library?"],
    says: `The five streaming requests of Bifrost's Go SDK are the five operations here. A context with a timeout is
Policy.deadline, its cancel is interruption, a channel of chunks is a Stream, and BifrostError is the stream's
error type instead of a field of each chunk.`
  }
]
