/** What needs no Node: providers over `fetch`, policies, errors, the test kit, and what the package opens and closes. */
import { Config, Effect, Layer, Redacted, Schema, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { createServer } from "node:http"
import {
  Auth,
  BifrostError,
  type ChatChunk,
  Collect,
  Conversion,
  Policy,
  Provider,
  StreamingProvider
} from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { ChatAnswer } from "effect-bifrost/schemas/answers/Chat"
import { Overloaded } from "effect-bifrost/schemas/Reason"
import { TestProvider } from "effect-bifrost/testing"
import { type Check, expect, runAll } from "./checks.ts"

const question = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] } as const
const event = (value: unknown) => `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`
const delta = (delta: object, finish_reason: string | null = null) =>
  event({ id: "c1", model: "gpt-4o-mini", choices: [{ index: 0, delta, finish_reason }] })

/** OpenAI for one answer, on this machine. */
const openAi = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" })
      for (const part of [delta({ content: "Hel" }), delta({ content: "lo" }), delta({}, "stop"), event("[DONE]")]) {
        response.write(part)
      }
      response.end()
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}/v1`, close: () => server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

const overFetch = Effect.gen(function* () {
  const { url } = yield* openAi
  const layer = OpenAI.layerConfig({
    apiKey: Config.succeed(Redacted.make("sk-consumer")),
    baseUrl: Config.succeed(url)
  }).pipe(Policy.apply(Policy.deadline("30 seconds")), Layer.provide(FetchHttpClient.layer))
  const answer = yield* StreamingProvider.chat(question).pipe(Collect.chat, Effect.provide(layer))
  yield* expect(answer.text === "Hello" && answer.reason === "stop", answer.text)
  return answer.text
}).pipe(Effect.scoped)

/** A vendor that only chats, described as `docs/adding-a-provider.md` says, outside this repository. */
const described = Effect.gen(function* () {
  const { url } = yield* openAi
  const chat = OpenAiChat.make({ topK: true })
  const acme = Provider.make({
    id: "acme",
    baseUrl: url,
    auth: Auth.none,
    operations: { chat, text: Conversion.textViaChat(chat), responses: Conversion.responsesViaChat(chat) }
  })
  const layer = Provider.layer(acme).pipe(Layer.provide(FetchHttpClient.layer))
  const continued = StreamingProvider.text({ model: "m", prompt: "hi" }).pipe(Collect.text, Effect.provide(layer))
  const answered = StreamingProvider.responses({ model: "m", input: "hi" }).pipe(
    Collect.responses,
    Effect.provide(layer)
  )
  const { text, warnings } = yield* continued
  const { text: answer, reason } = yield* answered
  yield* expect(text === "Hello" && answer === "Hello" && reason === "stop", `${text}, ${answer}, ${reason}`)
  yield* expect(/goes through chat/.test(warnings.join()), warnings.join())
  return "text and responses through chat"
}).pipe(Effect.scoped)

const scripted = Effect.gen(function* () {
  const busy = new Overloaded({ description: "busy" })
  const provider = TestProvider.make({ chat: [[busy], ["Hel", "lo"]] })
  const chunks: Stream.Stream<ChatChunk, BifrostError> = StreamingProvider.chat(question).pipe(
    Policy.retry({ times: 1, initialDelay: "1 millis" }),
    Stream.provide(provider.layer)
  )
  const answer = yield* Collect.chat(chunks)
  yield* expect(provider.requests("chat").length === 2, "no second attempt")
  const json = Schema.fromJsonString(Schema.toCodecJson(ChatAnswer))
  const back = yield* Schema.decodeEffect(json)(yield* Schema.encodeEffect(json)(answer))
  yield* expect(back.text === "Hello", back.text)
  return "retried, collected, encoded"
})

/** The specifier is no literal, for the compiler refuses it too. */
const closed = (specifier: string) =>
  Effect.callback<string, Error>((resume) => {
    import(specifier).then(
      () => resume(Effect.fail(new Error(`${specifier} is open`))),
      () => resume(Effect.succeed("closed"))
    )
  })

const checks: ReadonlyArray<Check> = [
  { name: "OpenAI over fetch", run: overFetch },
  { name: "a vendor of one's own", run: described },
  { name: "a scripted provider", run: scripted },
  { name: "a protocol of its own", run: Effect.as(expect(OpenAiChat.protocol.id === "openai-chat", "?"), "open") },
  { name: "wire schemas", run: closed("effect-bifrost/schemas/wire/OpenAiChat") },
  { name: "inner modules", run: closed("effect-bifrost/src/http/Attempt") }
]

await Effect.runPromise(runAll(checks))
