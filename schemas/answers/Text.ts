/** A text answer as a whole, and how chunks become one. */
import * as Schema from "effect/Schema"
import { Finish, FinishReason, Logprob, Start } from "../Chunk.ts"
import { empty } from "../Digest.ts"
import type { Fold } from "../Fold.ts"
import type { TextChunk } from "../Text.ts"

const choice = {
  text: Schema.String,
  /** Only where the request asked for them. */
  logprobs: Schema.optionalKey(Schema.Array(Logprob)),
  reason: FinishReason,
  /** The provider's own word for the reason. */
  raw: Schema.NullOr(Schema.String)
}

/** A collected completion. */
export const TextAnswer = Schema.Struct({
  ...Start,
  /** Here and in the next fields: the first choice. */
  ...choice,
  choices: Schema.Array(Schema.Struct({ index: Schema.Int, ...choice })),
  ...Finish
})
export type TextAnswer = typeof TextAnswer.Type

type Of<Tag extends TextChunk["_tag"]> = Extract<TextChunk, { readonly _tag: Tag }>

/** Collects text chunks. */
export const fold = (): Fold<TextChunk, TextAnswer> => {
  const choices = new Map<number, { text: string; readonly logprobs: Array<Logprob> }>()
  let start: Of<"Start"> | undefined
  let finish: Of<"Finish"> | undefined

  const end = (index: number) => finish?.choices.find((end) => end.index === index)
  const whole = () => {
    const indexes = new Set([...choices.keys(), ...(finish?.choices ?? []).map(({ index }) => index)])
    return [...indexes]
      .sort((a, b) => a - b)
      .map((index) => {
        const { logprobs = [], text = "" } = choices.get(index) ?? {}
        const { raw = null, reason = "other" as const } = end(index) ?? {}
        return { index, text, ...(logprobs.length > 0 && { logprobs }), reason, raw }
      })
  }

  return {
    add: (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return void (start = chunk)
        case "Finish":
          return void (finish = chunk)
        case "Seam":
          return
        case "Text": {
          let choice = choices.get(chunk.choice)
          if (choice === undefined) choices.set(chunk.choice, (choice = { text: "", logprobs: [] }))
          choice.text += chunk.delta
          if (chunk.logprobs) choice.logprobs.push(...chunk.logprobs)
        }
      }
    },
    digest: () => {
      const first = whole()[0]
      return { ...empty, text: first?.text ?? "", finishReason: first?.raw ?? null, usage: finish?.usage ?? null }
    },
    answer: () => {
      if (start === undefined || finish === undefined) return undefined
      const all = whole()
      const { index: _, ...first } = all[0] ?? { index: 0, text: "", reason: "other" as const, raw: null }
      const { _tag: _s, raw: _r, ...head } = start
      const { timing, usage } = finish
      return { ...head, ...first, choices: all, ...(usage && { usage }), ...(timing && { timing }) }
    }
  }
}
