/**
 * From a stream of chunks to one answer. A failure keeps what had been received in `partial`; a stream that
 * ended before its answer did is a failure too.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BifrostError } from "../schemas/BifrostError.ts"
import { type Digest, empty } from "../schemas/Digest.ts"
import { type AnswerOf, type ChunkOf, type Operation, operations } from "../schemas/Operation.ts"
import { Truncated, Unintelligible } from "../schemas/Reason.ts"

const collect =
  <O extends Operation>(operation: O) =>
  <R>(stream: Stream.Stream<ChunkOf<O>, BifrostError, R>): Effect.Effect<AnswerOf<O>, BifrostError, R> =>
    Effect.suspend(() => {
      const fold = operations[operation].fold()
      const add = (chunks: ReadonlyArray<ChunkOf<O>>) => {
        for (const chunk of chunks) fold.add(chunk)
        return Effect.void
      }
      return Effect.matchEffect(Stream.runForEachArray(stream, add), {
        onFailure: (error) => Effect.fail(error.with(merged(fold.digest(), error.partial))),
        onSuccess: () => {
          const answer = fold.answer()
          if (answer !== undefined) return Effect.succeed(answer)
          const truncated = new Truncated({ description: "the stream ended before the answer did" })
          return Effect.fail(BifrostError.because(truncated).with(fold.digest()))
        }
      })
    })

/** What was heard, and what the failed answer would have ended with. */
const merged = (heard: Digest, told: Digest | undefined): Digest => ({
  ...heard,
  usage: heard.usage ?? told?.usage ?? null,
  finishReason: heard.finishReason ?? told?.finishReason ?? null
})

export const text = /* @__PURE__ */ collect("text")
export const chat = /* @__PURE__ */ collect("chat")
export const responses = /* @__PURE__ */ collect("responses")
/** Holds the whole audio in memory; `AudioFile.sink` writes it as it comes. */
export const speech = /* @__PURE__ */ collect("speech")
export const transcription = /* @__PURE__ */ collect("transcription")

/**
 * A collected answer with its text decoded as `value`, by the schema that the request gave as `responseFormat`:
 * `stream.pipe(Collect.chat, Collect.as(Recipe))`. Text that does not fit is `Unintelligible`, with the text in `partial`.
 */
export const as = <A, RD>(schema: Schema.ConstraintDecoder<A, RD>) => {
  const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(schema))
  return <Answer extends { readonly text: string }, R>(
    collected: Effect.Effect<Answer, BifrostError, R>
  ): Effect.Effect<Answer & { readonly value: A }, BifrostError, R | RD> =>
    Effect.flatMap(collected, (answer) =>
      Effect.mapBoth(decode(answer.text), {
        onSuccess: (value) => ({ ...answer, value }),
        onFailure: ({ message }) =>
          BifrostError.because(
            new Unintelligible({
              where: "the answer",
              expected: `JSON of the shape asked for (${message})`,
              sample: answer.text.slice(0, 200)
            })
          ).with({ ...empty, text: answer.text })
      })
    )
}
