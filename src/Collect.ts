/**
 * From a stream of chunks to one answer. A failure keeps what had been received in `partial`; a stream that
 * ended before its answer did is a failure too.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BifrostError } from "../schemas/BifrostError.ts"
import type { FinishReason } from "../schemas/Chunk.ts"
import * as Digest from "../schemas/Digest.ts"
import { type AnswerOf, type ChunkOf, type Operation, operations } from "../schemas/Operation.ts"
import { Truncated, Unintelligible } from "../schemas/Reason.ts"
import * as Complaint from "./service/Complaint.ts"

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
        onFailure: (error) => Effect.fail(error.with(Digest.merge(fold.digest(), error.partial))),
        onSuccess: () => {
          const answer = fold.answer()
          if (answer !== undefined) return Effect.succeed(answer)
          const truncated = new Truncated({ description: "the stream ended before the answer did" })
          return Effect.fail(BifrostError.because(truncated).with(fold.digest()))
        }
      })
    })

/** All text of a completion. */
export const text = /* @__PURE__ */ collect("text")
/** Text, reasoning, tool calls and citations of a chat answer; its `message` is the next turn's history. */
export const chat = /* @__PURE__ */ collect("chat")
/** A Responses answer; its `output` is the next turn's history. */
export const responses = /* @__PURE__ */ collect("responses")
/** Holds the whole audio in memory; `AudioFile.sink` writes it as it comes. */
export const speech = /* @__PURE__ */ collect("speech")
/** The whole transcript, with the times of what it says where they came. */
export const transcription = /* @__PURE__ */ collect("transcription")

/** What the answers of operations that write have in common; completions have no more. */
interface Written extends Partial<Pick<AnswerOf<"chat">, "reasoning" | "refusal" | "toolCalls" | "usage">> {
  readonly text: string
  readonly reason: FinishReason
  readonly raw: string | null
}

/**
 * A collected answer with its text decoded as `value`, by the schema that the request gave as `responseFormat`:
 * `stream.pipe(Collect.chat, Collect.as(Recipe))`. Text that does not fit, a refusal say, is `Unintelligible`, with
 * all that came in `partial`.
 */
export const as = <A, RD>(schema: Schema.ConstraintDecoder<A, RD>) => {
  const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(schema))
  return <Answer extends Written, R>(
    collected: Effect.Effect<Answer, BifrostError, R>
  ): Effect.Effect<Answer & { readonly value: A }, BifrostError, R | RD> =>
    Effect.flatMap(collected, (answer) =>
      Effect.mapBoth(decode(answer.text), {
        onSuccess: (value) => ({ ...answer, value }),
        onFailure: ({ issue }) => misfit(answer, Complaint.inWords(issue, parsed(answer.text)))
      })
    )
}

const misfit = ({ raw, reason, reasoning = "", refusal = "", text, toolCalls = [], usage }: Written, why: string) => {
  const isWhole = reason === "stop" && refusal === ""
  const where = isWhole ? "the answer" : `the answer (${refusal === "" ? `ended by ${raw ?? reason}` : "a refusal"})`
  const sample = (text === "" ? refusal : text).slice(0, 200)
  return BifrostError.because(
    new Unintelligible({ where, expected: `JSON of the shape asked for (${why})`, sample })
  ).with({ text, reasoning, refusal, toolCalls, finishReason: raw, usage: usage ?? null })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
