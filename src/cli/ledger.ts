/** What `--usage` tells of an answer: who gave it, why it ended, what it cost, how long it took. Holds no content. */
import type { Operation, ChunkOf } from "../../schemas/Operation.ts"
import { operations } from "../../schemas/Operation.ts"
import type { Usage } from "../../schemas/Usage.ts"
import * as durations from "./durations.ts"

export interface Who {
  readonly provider: string
  readonly model: string
}

export interface Ledger<O extends Operation> {
  readonly answeredBy: (who: Who) => void
  readonly add: (chunks: ReadonlyArray<ChunkOf<O>>) => void
  readonly line: () => string
}

/** `now` in milliseconds; the ledger is opened when the request is made. */
export const open = <O extends Operation>(operation: O, asked: Who, now: () => number): Ledger<O> => {
  const { fold, isLast } = operations[operation]
  const began = now()
  let who = asked
  let first: number | undefined
  let last: ChunkOf<O> | undefined
  return {
    answeredBy: (other) => {
      who = other
    },
    add: (chunks) => {
      first ??= now() - began
      const end = chunks.at(-1)
      if (end !== undefined && isLast(end)) last = end
    },
    line: () => {
      // the last chunk alone holds usage and reason
      const folded = fold()
      if (last !== undefined) folded.add(last)
      const { finishReason, usage } = folded.digest()
      return [
        `${who.provider} ${who.model}`,
        ...(finishReason === null ? [] : [finishReason]),
        ...(usage === null ? [] : [costs(usage)]),
        ...(first === undefined ? [] : [`first content after ${durations.show(first)}`]),
        `whole after ${durations.show(now() - began)}`
      ].join(" · ")
    }
  }
}

const costs = (usage: Usage): string => {
  const parts = [
    [usage.input, "tokens in"],
    [usage.cachedInput, "cached"],
    [usage.output, "tokens out"],
    [usage.reasoning, "of them reasoning"],
    [usage.seconds, "seconds of audio"]
  ] as const
  const told = parts.flatMap(([count, what]) => (count === undefined ? [] : [`${count} ${what}`]))
  return told.length === 0 ? JSON.stringify(usage.raw) : told.join(", ")
}
