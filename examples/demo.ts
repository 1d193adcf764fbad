/**
 * `npm run demo`: the five operations, three ways to end one, and a fallback. Nothing here needs a key or a network.
 * Each scene shows its title, the code that does it, and what comes out, as it comes out.
 */
import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, Effect, Fiber, FileSystem, Layer, Redacted, Stream } from "effect"
import { AudioFile, type BifrostError, Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import { WordErrorRate } from "effect-bifrost/testing"
import { dim, green, heading, line, print, red, scene } from "./demo/Page.ts"

const model = "local"
const sentence =
  "Streaming answers come one piece at a time. Nothing that was heard is ever said twice. And a slow listener loses nothing."
const ask = (content: string, asked = model) =>
  StreamingProvider.chat({ model: asked, messages: [{ role: "user", content }] })

/** Prints the words of an answer while they come; the stream stays as it is. */
const printing = <Chunk extends object, E, R>(stream: Stream.Stream<Chunk, E, R>) =>
  Stream.tap(stream, (chunk) =>
    "delta" in chunk && typeof chunk.delta === "string" ? print(chunk.delta) : Effect.void
  )

const chat = scene(
  "Chat: words as they are written, and the usage at the end",
  `StreamingProvider.chat({ model: "local", messages: [{ role: "user", content: "How do I retry?" }] })`,
  Effect.gen(function* () {
    const { reason, usage } = yield* ask("How do I retry?").pipe(printing, Collect.chat)
    yield* line(`${usage?.output} tokens, ended with "${reason}"`, dim)
  })
)

const text = scene(
  "Text: a prompt goes on",
  `StreamingProvider.text({ model: "local", prompt: "How do I choose a provider? ", stop: "\\n\\n", seed: 1 })`,
  StreamingProvider.text({ model, prompt: "How do I choose a provider? ", stop: "\n\n", seed: 1 }).pipe(
    printing,
    Stream.runDrain
  )
)

const responses = scene(
  "Responses: the standard's own events, verbatim",
  `StreamingProvider.responses({ model: "local", input: "Hello!", maxTokens: 12 })`,
  StreamingProvider.responses({ model, input: "Hello!", maxTokens: 12 }).pipe(
    Stream.runForEach((event) =>
      event.type === "response.output_text.delta" ? print(event.delta) : line(String(event.type), dim)
    )
  )
)

const speech = (path: string) =>
  scene(
    "Speech: a file that grows sentence by sentence",
    `StreamingProvider.speech({ model: "local", voice: "rms", input }).pipe(Stream.run(AudioFile.sink(path)))`,
    StreamingProvider.speech({ model, voice: "rms", input: sentence }).pipe(
      Stream.tap((chunk) => (chunk._tag === "Audio" ? line(`${kilobytes(chunk.data.length)} of audio`) : Effect.void)),
      Stream.run(AudioFile.sink(path)),
      Effect.flatMap(({ bytes }) => line(`${kilobytes(bytes)} in ${path}`, dim))
    )
  )
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`

const transcription = (path: string) =>
  scene(
    "Transcription: the same file, word by word as it is recognised",
    'StreamingProvider.transcription({ model: "local", ...(yield* AudioFile.read(path)) })',
    Effect.gen(function* () {
      const audio = yield* AudioFile.read(path)
      const heard = yield* StreamingProvider.transcription({ model, ...audio }).pipe(printing, Collect.transcription)
      const { errors, rate, words } = WordErrorRate.compare(sentence, heard.text)
      const verdict = `${errors} of ${words} words wrong: ${Math.round(rate * 100)} %`
      yield* line(verdict, rate <= 0.2 ? green : red)
      if (rate > 0.2) return yield* Effect.fail(new Error(`${verdict}, more than 20 %`))
    })
  )

const deadline = scene(
  "A deadline: your own limit, whatever the provider does",
  `answer.pipe(Policy.deadline("400 millis"))`,
  ask("How do I set a deadline?").pipe(Policy.deadline("400 millis"), printing, Stream.runDrain, Effect.catch(tell))
)

const interruption = scene(
  "An interruption: cancelling is not an error, and closes everything below",
  "Fiber.interrupt(fiber)",
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(ask("How do I cancel a request?").pipe(printing, Stream.runDrain))
    yield* Effect.sleep("400 millis")
    yield* Fiber.interrupt(fiber)
    yield* line("interrupted; nothing more comes", green)
  })
)

const dead = OpenAI.layerConfig({
  apiKey: Config.succeed(Redacted.make("no-key")),
  baseUrl: Config.succeed("http://127.0.0.1:61999/v1") // nobody listens there
})

const fallback = scene(
  "A fallback: the provider is down, another answers",
  "OpenAI.layer.pipe(Policy.fallbackTo(Local.layer))",
  Effect.gen(function* () {
    const { provider, warnings } = yield* ask("How does failover work?", "gpt-4o-mini").pipe(printing, Collect.chat)
    yield* line(`answered by "${provider}": ${warnings.join("; ")}`, green)
  }).pipe(
    Effect.provide(dead.pipe(Policy.apply(Stream.tapError(tell)), Policy.fallbackTo(Local.layer))),
    Effect.provide(NodeHttpClient.layerUndici)
  )
)

/** Says what went wrong, in the error's own words. */
function tell(error: BifrostError) {
  return line(error.message, red)
}

const demo = Effect.gen(function* () {
  const folder = yield* Effect.flatMap(FileSystem.FileSystem, (files) =>
    files.makeTempDirectory({ prefix: "bifrost-" })
  )
  const path = `${folder}/hello.wav`
  yield* heading("effect-bifrost", "AI answers as Effect streams. Here the layer Local answers: no key, no network.")
  yield* chat
  yield* text
  yield* responses
  yield* speech(path)
  yield* transcription(path)
  yield* deadline
  yield* interruption
  yield* fallback
  yield* heading(
    "Where next",
    'npm run bifrost -- chat "How do I test?"   ask Local yourself',
    "README.md                                  the tour",
    "examples/                                  whole programs, one a topic"
  )
})

demo.pipe(Effect.provide(Layer.merge(Local.layer, NodeFileSystem.layer)), NodeRuntime.runMain)
