/**
 * What the compiler must accept and refuse. Checked by `npm run types`; nothing here runs. Where it refuses, the
 * message a user sees stands beside it; `test/types.test.ts` asks the compiler for it anew.
 */
import { type Config, Context, Effect, flow, Layer, Schedule, Schema, Stream } from "effect"
import type { HttpClient } from "effect/http"
import {
  Auth,
  type BifrostError,
  type ChatChunk,
  type ChatRequest,
  Collect,
  Policy,
  Provider,
  type ResponsesEvent,
  Router,
  type SpeechChunk,
  type SpeechRequest,
  StreamingProvider,
  type TranscriptionRequest
} from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import { TestProvider } from "effect-bifrost/testing"

declare const http: Layer.Layer<HttpClient.HttpClient>
const question = { model: "m", messages: [{ role: "user", content: "hi" }] } as const
const sentence = { model: "m", input: "hi", voice: "alloy" } as const
const recording = { model: "m", audio: new Uint8Array() }
type Runnable<A> = Effect.Effect<A, BifrostError | Config.ConfigError>

// Stand-ins for vendors: Anthropic and Groq only chat, Echo is no server.
const { chat } = OpenAI.provider.operations
const vendor = (id: string) =>
  Provider.make({ id, baseUrl: `https://${id}.example`, auth: Auth.none, operations: { chat } })
const Anthropic = { layer: Provider.layer(vendor("anthropic")) }
const Groq = { layer: Provider.layer(vendor("groq")) }
const Echo = { layer: StreamingProvider.layer("echo", { chat: () => Stream.empty }) }

// A layer's type is its capability sheet.
OpenAI.layer satisfies Layer.Layer<
  | StreamingProvider<"text">
  | StreamingProvider<"chat">
  | StreamingProvider<"responses">
  | StreamingProvider<"speech">
  | StreamingProvider<"transcription">,
  Config.ConfigError,
  HttpClient.HttpClient
>
Anthropic.layer satisfies Layer.Layer<StreamingProvider<"chat">, Config.ConfigError, HttpClient.HttpClient>
Echo.layer satisfies Layer.Layer<StreamingProvider<"chat">>
StreamingProvider.chat(question) satisfies Stream.Stream<ChatChunk, BifrostError, StreamingProvider<"chat">>
StreamingProvider.speech(sentence) satisfies Stream.Stream<SpeechChunk, BifrostError, StreamingProvider<"speech">>
// @ts-expect-error a chat layer is no speech layer
Anthropic.layer satisfies Layer.Layer<StreamingProvider<"speech">, Config.ConfigError, HttpClient.HttpClient>

const run = <A, E, R, Out>(
  stream: Stream.Stream<A, E, R>,
  layer: Layer.Layer<Out, Config.ConfigError, HttpClient.HttpClient>
) => Stream.runDrain(stream).pipe(Effect.provide(layer), Effect.provide(http))

run(StreamingProvider.text({ model: "m", prompt: "hi" }), OpenAI.layer) satisfies Runnable<void>
run(StreamingProvider.chat(question), OpenAI.layer) satisfies Runnable<void>
run(StreamingProvider.responses({ model: "m", input: "hi" }), OpenAI.layer) satisfies Runnable<void>
run(StreamingProvider.speech(sentence), OpenAI.layer) satisfies Runnable<void>
run(StreamingProvider.transcription(recording), OpenAI.layer) satisfies Runnable<void>

// What nobody serves does not compile, operation by operation. A user who runs it sees, for instance:
//   program.ts(8,25): error TS2379: Argument of type 'Effect<void, BifrostError, StreamingProvider<"speech">>' is not
//   assignable to parameter of type 'Effect<void, BifrostError, never>' with 'exactOptionalPropertyTypes: true'. […]
//     Type 'StreamingProvider<"speech">' is not assignable to type 'never'.
// @ts-expect-error Type 'StreamingProvider<"text">' is not assignable to type 'never'
run(StreamingProvider.text({ model: "m", prompt: "hi" }), Anthropic.layer) satisfies Runnable<void>
// @ts-expect-error Type 'StreamingProvider<"responses">' is not assignable to type 'never'
run(StreamingProvider.responses({ model: "m", input: "hi" }), Anthropic.layer) satisfies Runnable<void>
// @ts-expect-error Type 'StreamingProvider<"speech">' is not assignable to type 'never'
run(StreamingProvider.speech(sentence), Anthropic.layer) satisfies Runnable<void>
// @ts-expect-error Type 'StreamingProvider<"transcription">' is not assignable to type 'never'
run(StreamingProvider.transcription(recording), Anthropic.layer) satisfies Runnable<void>
const Speaker = TestProvider.make({ speech: [[new Uint8Array([1])]] })
run(StreamingProvider.speech(sentence), Speaker.layer) satisfies Runnable<void>
// @ts-expect-error Type 'StreamingProvider<"chat">' is not assignable to type 'never'
run(StreamingProvider.chat(question), Speaker.layer) satisfies Runnable<void>
// @ts-expect-error nobody asked this provider for chats
Speaker.requests("chat")

// Layers merge by capability: Anthropic chats, OpenAI speaks.
const both = Layer.merge(OpenAI.layer, Anthropic.layer)
run(Stream.merge(StreamingProvider.chat(question), StreamingProvider.speech(sentence)), both) satisfies Runnable<void>

// Policies keep the capability sheet.
const policy: Policy.Policy = flow(Policy.retry(Schedule.recurs(3)), Policy.deadline("10 seconds"))
const steady = OpenAI.layer.pipe(Policy.apply(policy))
steady satisfies typeof OpenAI.layer
OpenAI.layer.pipe(Policy.apply(Policy.retry({ times: 1, initialDelay: "1 second" }))) satisfies typeof OpenAI.layer
run(StreamingProvider.chat(question).pipe(Policy.deadline("1 second")), steady) satisfies Runnable<void>
// @ts-expect-error retry knows no such option
Policy.retry({ attempts: 3 })
// a schedule that reads the error, and one that does not
Policy.retry(Schedule.identity<BifrostError>()) satisfies Policy.Policy
Policy.retry(Schedule.exponential("1 second")) satisfies Policy.Policy
// @ts-expect-error a schedule that wants another input is none for failures
Policy.retry(Schedule.identity<string>())

// They also keep whatever else the layer provides, and never widen it.
class Clockwork extends Context.Service<Clockwork, { readonly ticks: number }>()("Clockwork") {}
const more = Layer.merge(Anthropic.layer, Layer.succeed(Clockwork, { ticks: 1 })).pipe(
  Policy.apply(policy),
  Policy.withModel("claude")
)
more satisfies Layer.Layer<StreamingProvider<"chat"> | Clockwork, Config.ConfigError, HttpClient.HttpClient>
// @ts-expect-error Type 'StreamingProvider<"speech">' is not assignable to type 'never', whatever else is merged to it
run(StreamingProvider.speech(sentence), more) satisfies Runnable<void>
const withClient = Anthropic.layer.pipe(Layer.provideMerge(http), Policy.apply(policy))
// @ts-expect-error the same with a client provided and kept
run(StreamingProvider.speech(sentence), withClient) satisfies Runnable<void>

// A fallback supplies what both supply, and nothing else.
const safe = steady.pipe(Policy.fallbackTo(more))
safe satisfies Layer.Layer<StreamingProvider<"chat">, Config.ConfigError, HttpClient.HttpClient>
run(StreamingProvider.chat(question), safe) satisfies Runnable<void>
// @ts-expect-error Type 'StreamingProvider<"speech">' is not assignable to type 'never': the backup cannot speak
run(StreamingProvider.speech(sentence), safe) satisfies Runnable<void>
// @ts-expect-error a fallback provides no more than members
Effect.provide(Clockwork, safe) satisfies Effect.Effect<unknown, Config.ConfigError, HttpClient.HttpClient>
// To keep what only the primary can: merge.
run(StreamingProvider.speech(sentence), Layer.merge(OpenAI.layer, safe)) satisfies Runnable<void>
// A list, and a race, supply what all of them supply.
const listed = OpenAI.layer.pipe(Policy.fallback([Anthropic.layer.pipe(Policy.withModel("m")), OpenAI.layer]))
listed satisfies Layer.Layer<StreamingProvider<"chat">, Config.ConfigError, HttpClient.HttpClient>
// @ts-expect-error Type 'StreamingProvider<"speech">' is not assignable to type 'never': not all can speak
run(StreamingProvider.speech(sentence), listed) satisfies Runnable<void>
OpenAI.layer.pipe(Policy.fallback([OpenAI.layer, OpenAI.layer])) satisfies typeof OpenAI.layer
const raced = OpenAI.layer.pipe(Policy.hedge([OpenAI.layer, Groq.layer], { after: "2 seconds" }))
raced satisfies Layer.Layer<StreamingProvider<"chat">, Config.ConfigError, HttpClient.HttpClient>
// @ts-expect-error Type 'StreamingProvider<"text">' is not assignable to type 'never': not all can complete
run(StreamingProvider.text({ model: "m", prompt: "hi" }), raced) satisfies Runnable<void>
// For one request: streams, of whatever providers.
const spoken = StreamingProvider.chat(question).pipe(Policy.fallbackStreams([StreamingProvider.speech(sentence)]))
spoken satisfies Stream.Stream<
  ChatChunk | SpeechChunk,
  BifrostError,
  StreamingProvider<"chat"> | StreamingProvider<"speech">
>

// A provider is data: a variant is a spread.
const local = Provider.layer({ ...OpenAI.provider, id: "local", baseUrl: "http://localhost:11434/v1" })
local satisfies typeof OpenAI.layer

// Requests are typed by operation.
// @ts-expect-error a speech request is not a chat request
StreamingProvider.chat(sentence)
// @ts-expect-error a misspelt field is none
StreamingProvider.chat({ ...question, temprature: 1 })
// @ts-expect-error a part of no known type
StreamingProvider.chat({ model: "m", messages: [{ role: "user", content: [{ type: "txt", text: "hi" }] }] })
// Named voices are completed by an editor, and any other is taken.
StreamingProvider.speech({ model: "m", input: "hi", voice: "a voice of my own" })

// A table row must hold a protocol of its own operation.
// @ts-expect-error the chat protocol cannot serve speech
Provider.make({ ...OpenAI.provider, operations: { speech: OpenAI.provider.operations.chat } })

// Providers of unlike needs meet in a router.
Router.layer({ openai: OpenAI.layer, groq: Groq.layer, echo: Echo.layer }) satisfies Layer.Layer<
  | StreamingProvider<"text">
  | StreamingProvider<"chat">
  | StreamingProvider<"responses">
  | StreamingProvider<"speech">
  | StreamingProvider<"transcription">,
  never,
  HttpClient.HttpClient
>
// @ts-expect-error the router still needs what its providers need
Router.layer({ openai: OpenAI.layer, echo: Echo.layer }) satisfies Layer.Layer<StreamingProvider<"chat">>

// Events narrow by their standard `type`, newer ones included in the union.
declare const event: ResponsesEvent
if (event.type === "response.output_text.delta") event.delta satisfies string
// @ts-expect-error an event of another type has no `delta`
if (event.type === "response.completed") event.delta satisfies string

// Chunks narrow by `_tag`; usage and the finish reason are nowhere but in the last.
declare const chunk: ChatChunk
if (chunk._tag === "Text") chunk.delta satisfies string
if (chunk._tag === "Finish") chunk.choices satisfies ReadonlyArray<{ readonly index: number }>
// @ts-expect-error a text has no usage
if (chunk._tag === "Text") chunk.usage satisfies unknown

// A collected answer has the type of the schema that shaped it.
const Recipe = Schema.Struct({ name: Schema.String, minutes: Schema.Finite })
const recipe = StreamingProvider.chat({ ...question, responseFormat: { schema: Recipe } }).pipe(
  Collect.chat,
  Collect.as(Recipe),
  Effect.map(({ value }) => value)
)
recipe satisfies Effect.Effect<
  { readonly name: string; readonly minutes: number },
  BifrostError,
  StreamingProvider<"chat">
>
// @ts-expect-error its minutes are a number
Effect.map(recipe, ({ minutes }) => minutes satisfies string)

// One error, caught by its reason.
StreamingProvider.chat(question).pipe(
  Stream.catchReason("BifrostError", "RateLimited", ({ retryAfterMillis }) => {
    retryAfterMillis satisfies number | undefined
    return Stream.empty
  })
) satisfies Stream.Stream<ChatChunk, BifrostError, StreamingProvider<"chat">>
// @ts-expect-error no such reason
Stream.catchReason(StreamingProvider.chat(question), "BifrostError", "Tired", () => Stream.empty)

// A model is any text; those that are known are completed by an editor.
type Known<Open extends string> = Open extends string ? (string extends Open ? never : Open) : never
"deepseek-flash" satisfies Known<ChatRequest["model"]>
"bulbul:v3" satisfies Known<SpeechRequest["model"]>
"scribe_v2" satisfies Known<TranscriptionRequest["model"]>
// @ts-expect-error a name of your own is none of these
"my-own" satisfies Known<ChatRequest["model"]>
"my-own" satisfies ChatRequest["model"]
