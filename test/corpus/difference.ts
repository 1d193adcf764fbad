/** Whether we understand a recorded stream as its description says, and if not, what is the first to differ. */
import { isDeepStrictEqual } from "node:util"
import { protocols } from "../../src/cli/protocols.ts"
import { replay } from "../../src/cli/Replay.ts"
import { summaryOf } from "../../src/cli/Summary.ts"
import * as Cuts from "../../src/testing/Cuts.ts"
import * as Corpus from "../corpus.ts"

export interface Difference {
  readonly field: string
  readonly expected: unknown
  readonly understood: unknown
}

/** How it was cut, what came of it: `undefined` where all is as described. */
export interface Judgement {
  readonly whole: Difference | undefined
  readonly cut: Difference | undefined
}

/** A decoder that throws has understood nothing. */
export const judge = (sidecar: Corpus.Sidecar, seed: number): Judgement => {
  try {
    return compare(sidecar, seed)
  } catch (thrown) {
    const defect = { field: "a defect", expected: undefined, understood: thrown }
    return { whole: defect, cut: defect }
  }
}

const compare = (sidecar: Corpus.Sidecar, seed: number): Judgement => {
  const whole = understand(sidecar, Cuts.whole)
  const bytewise = sidecar.bytes <= 20_000 ? [Cuts.every(1)] : []
  const cuts = [...bytewise, Cuts.random(seed, 40), Cuts.random(seed, 4000)].map((cut) => understand(sidecar, cut))
  return {
    whole: fromReference(sidecar, whole),
    cut: cuts.map((cut) => fromReference(sidecar, cut) ?? first(whole.summary, cut.summary)).find(Boolean)
  }
}

/** What we understand of a body, in the sidecar's words. */
const understand = (sidecar: Corpus.Sidecar, cut: Cuts.Cut) => {
  const wire = protocols.get(sidecar.protocol)
  if (wire === undefined) throw new Error(`no protocol ${sidecar.protocol}`)
  const { contentType, status = 200 } = sidecar.http ?? {}
  const recording = { reads: cut(Corpus.bodyOf(sidecar)), status, ...(contentType && { contentType }) }
  const replayed = replay(wire, recording)
  // raw audio is as many chunks as reads
  const { chunks: _, ...summary } = summaryOf(wire.operation, replayed)
  const audioBytes = replayed.chunks.reduce((total, chunk) => total + audioOf(chunk), 0)
  return { summary, failure: replayed.failure, audioBytes }
}
type Understood = ReturnType<typeof understand>

const audioOf = (chunk: object) =>
  "_tag" in chunk && chunk._tag === "Audio" && "data" in chunk && chunk.data instanceof Uint8Array
    ? chunk.data.length
    : 0

const fromReference = ({ expected }: Corpus.Sidecar, { audioBytes, failure, summary }: Understood) => {
  const { finishReason, reasoning, refusal, text, toolCalls, usage } = summary
  return (
    first(
      {
        text: expected.text,
        reasoning: expected.reasoning,
        refusal: expected.refusal,
        toolCalls: expected.toolCalls.map(({ id = null, name = null, arguments: json }) => ({
          id,
          name,
          arguments: json
        })),
        finishReason: expected.finishReason === null ? null : String(expected.finishReason),
        usage: expected.usage,
        audioBytes: expected.audioBytes ?? audioBytes
      },
      { text, reasoning, refusal, toolCalls, finishReason, usage: usage?.raw ?? null, audioBytes }
    ) ?? inFailure(expected, failure)
  )
}

/** An error in the provider's words; truncation, where nothing says that the answer is whole. */
const inFailure = (
  { done, error, finishReason }: Corpus.Sidecar["expected"],
  failure: Understood["failure"]
): Difference | undefined => {
  if (error === null) {
    const expected = done || finishReason !== null ? undefined : "Truncated"
    return failure?._tag === expected ? undefined : { field: "error", expected, understood: failure }
  }
  const status = typeof error === "object" ? error["httpStatus"] : undefined
  const hasStatus = status === undefined || (failure !== undefined && "status" in failure && failure.status === status)
  const words = wordsOf(error)?.slice(0, 1000)
  const isSaid = words !== undefined && failure?.message.includes(words) === true
  return hasStatus && isSaid ? undefined : { field: "error", expected: error, understood: failure }
}

/** The words in a provider's error, wherever it keeps them. */
const wordsOf = (error: unknown): string | undefined => {
  if (typeof error === "string") return error
  if (typeof error !== "object" || error === null) return undefined
  const fields = new Map(Object.entries(error))
  return ["body", "error", "message", "detail", "err_msg"]
    .map((name) => wordsOf(fields.get(name)))
    .find((words) => words)
}

const first = (expected: object, understood: object): Difference | undefined => {
  const found = new Map<string, unknown>(Object.entries(understood))
  return Object.entries(expected)
    .map(([field, value]: [string, unknown]) => ({ field, expected: value, understood: found.get(field) }))
    .find((pair) => !isDeepStrictEqual(pair.expected, pair.understood))
}
