/** A transcript as a whole, and how chunks become one. */
import * as Schema from "effect/Schema"
import { Finish, FinishReason, Logprob, Start } from "../Chunk.ts"
import { empty } from "../Digest.ts"
import type { Fold } from "../Fold.ts"
import type { TranscriptionChunk } from "../Transcription.ts"

/** Times are seconds from the beginning. */
const timed = { text: Schema.String, start: Schema.Finite, end: Schema.Finite }

/** A collected transcript. */
export const TranscriptionAnswer = Schema.Struct({
  ...Start,
  text: Schema.String,
  segments: Schema.Array(Schema.Struct({ ...timed, speaker: Schema.optionalKey(Schema.String) })),
  /** Only where the request asked for the times of words. */
  words: Schema.Array(Schema.Struct(timed)),
  /** Only where the request asked for them. */
  logprobs: Schema.optionalKey(Schema.Array(Logprob)),
  language: Schema.optionalKey(Schema.String),
  /** Of the audio, in seconds. */
  duration: Schema.optionalKey(Schema.Finite),
  reason: FinishReason,
  ...Finish
})
export type TranscriptionAnswer = typeof TranscriptionAnswer.Type

type Of<Tag extends TranscriptionChunk["_tag"]> = Extract<TranscriptionChunk, { readonly _tag: Tag }>

/** Collects transcription chunks. */
export const fold = (): Fold<TranscriptionChunk, TranscriptionAnswer> => {
  const segments: Array<TranscriptionAnswer["segments"][number]> = []
  const words: Array<TranscriptionAnswer["words"][number]> = []
  const logprobs: Array<Logprob> = []
  let text = ""
  let start: Of<"Start"> | undefined
  let finish: Of<"Finish"> | undefined

  return {
    add: (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return void (start = chunk)
        case "Text":
          text += chunk.delta
          if (chunk.logprobs) logprobs.push(...chunk.logprobs)
          return
        case "Segment": {
          const { _tag, raw: _, ...segment } = chunk
          return void segments.push(segment)
        }
        case "Word": {
          const { _tag, raw: _, ...word } = chunk
          return void words.push(word)
        }
        case "Finish":
          return void (finish = chunk)
      }
    },
    digest: () => ({
      ...empty,
      text: text || (finish?.text ?? segments.map((segment) => segment.text).join(" ")),
      usage: finish?.usage ?? null
    }),
    answer: () => {
      if (start === undefined || finish === undefined) return undefined
      const { _tag: _s, raw: _r, ...head } = start
      const { _tag: _f, raw: _w, ...end } = finish
      return { ...head, segments, words, ...(logprobs.length > 0 && { logprobs }), ...end }
    }
  }
}
