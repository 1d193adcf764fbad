/** A spoken answer as a whole, and how chunks become one. */
import * as Schema from "effect/Schema"
import { Finish, FinishReason, Start } from "../Chunk.ts"
import { empty } from "../Digest.ts"
import type { Fold } from "../Fold.ts"
import { type SpeechChunk, Spoken } from "../Speech.ts"
import { join } from "./Chat.ts"

/** Collected audio, whole in memory. */
export const SpeechAnswer = Schema.Struct({
  ...Start,
  /** Of the audio, as in `audio/mpeg`. */
  mediaType: Schema.optionalKey(Schema.String),
  /** The whole file. */
  audio: Schema.Uint8Array,
  /** Where the provider times its words. */
  spoken: Schema.optionalKey(Spoken),
  reason: FinishReason,
  ...Finish
})
export type SpeechAnswer = typeof SpeechAnswer.Type

type Of<Tag extends SpeechChunk["_tag"]> = Extract<SpeechChunk, { readonly _tag: Tag }>

/** Collects speech chunks. */
export const fold = (): Fold<SpeechChunk, SpeechAnswer> => {
  const pieces: Array<Uint8Array> = []
  const spoken: Array<Spoken[number]> = []
  let start: Of<"Start"> | undefined
  let finish: Of<"Finish"> | undefined

  return {
    add: (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return void (start = chunk)
        case "Audio":
          spoken.push(...(chunk.spoken ?? []))
          return void pieces.push(chunk.data)
        case "Finish":
          return void (finish = chunk)
      }
    },
    digest: () => ({ ...empty, text: spoken.map(({ text }) => text).join(""), usage: finish?.usage ?? null }),
    answer: () => {
      if (start === undefined || finish === undefined) return undefined
      const { _tag: _s, raw: _r, ...head } = start
      const { _tag: _f, raw: _w, ...end } = finish
      return { ...head, audio: join(pieces), ...(spoken.length > 0 && { spoken }), ...end }
    }
  }
}
