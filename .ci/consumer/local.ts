/** All five operations through `Local`: what a user without a key does first. */
import { Effect, Stream } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import { type Check, expect, runAll } from "./checks.ts"

const sentence = "The bridge between two worlds is made of light."
const model = "local"

/** How many chunks came, besides what was made of them. */
const counted = <A, E, R>(stream: Stream.Stream<A, E, R>) => {
  let count = 0
  return { chunks: Stream.tap(stream, () => Effect.sync(() => void count++)), count: () => count }
}

const say = (text: string, count: number) =>
  Effect.as(expect(text !== "" && count > 2, `${count} chunks: ${text}`), `${count} chunks`)

const text = Effect.suspend(() => {
  const { chunks, count } = counted(StreamingProvider.text({ model, prompt: "A for apple and B for" }))
  return Effect.flatMap(Collect.text(chunks), (answer) => say(answer.text, count()))
})

const chat = Effect.suspend(() => {
  const messages = [{ role: "user", content: "How do I set a deadline?" }] as const
  const { chunks, count } = counted(StreamingProvider.chat({ model, messages }))
  return Effect.flatMap(Collect.chat(chunks), (answer) => say(answer.text, count()))
})

const responses = Effect.suspend(() => {
  const { chunks, count } = counted(StreamingProvider.responses({ model, input: "What is a policy?" }))
  return Effect.flatMap(Collect.responses(chunks), (answer) => say(answer.text, count()))
})

const speech = Effect.suspend(() => {
  const input = `${sentence} ${sentence}`
  const { chunks, count } = counted(StreamingProvider.speech({ model, input, voice: "rms", format: "wav" }))
  return Effect.map(Collect.speech(chunks), ({ audio }) => ({ audio, count: count() }))
})

const checks: ReadonlyArray<Check> = [
  { name: "text", run: Effect.provide(text, Local.layer) },
  { name: "chat", run: Effect.provide(chat, Local.layer) },
  { name: "responses", run: Effect.provide(responses, Local.layer) },
  {
    name: "speech",
    run: Effect.flatMap(Effect.provide(speech, Local.layer), ({ audio, count }) =>
      Effect.as(expect(audio.length > 50_000 && count > 2, `${audio.length} bytes`), `${audio.length} bytes of audio`)
    )
  },
  {
    name: "transcription",
    run: Effect.flatMap(speech, ({ audio }) =>
      Collect.transcription(StreamingProvider.transcription({ model, audio }))
    ).pipe(
      Effect.provide(Local.layer),
      Effect.flatMap(({ text }) => Effect.as(expect(/two worlds.*light/is.test(text), text), text))
    )
  }
]

await Effect.runPromise(runAll(checks))
