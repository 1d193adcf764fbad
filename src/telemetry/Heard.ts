/**
 * What telemetry learns from the chunks of an answer as they pass: when they came, what the first and the last say.
 * It looks at arrays and hands none on; texts are kept only where content is captured.
 */
import { BifrostError } from "../../schemas/BifrostError.ts"
import type { FinishReason } from "../../schemas/Chunk.ts"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import type { Usage } from "../../schemas/Usage.ts"
import { type Attributes, fieldsOf } from "./Asked.ts"
import * as Content from "./Content.ts"
import { bifrost, genAi } from "./names.ts"

/** Told in the moment. */
export interface Listener {
  /** Content began: the commit. */
  readonly commit: (seconds: number) => void
  /** Seconds since the chunk before; chunks of one read share one time. */
  readonly gap: (seconds: number) => void
  readonly seam: (seam: Attributes) => void
}

export interface Heard<Chunk> {
  readonly hear: (chunks: ReadonlyArray<Chunk>) => void
  readonly isWhole: () => boolean
  /** Who answers, as `Start` says. */
  readonly provider: () => string | undefined
  /** What it says of itself so far. */
  readonly answer: () => Partial<Answer>
  readonly attributes: () => Attributes
  /** The answer's texts, where they are captured. */
  readonly content: () => Attributes
}

/** `seconds` is a stopwatch. */
export const make = <O extends Operation>(
  operation: O,
  seconds: () => number,
  listener: Listener,
  capture: Content.Bounds | undefined
): Heard<ChunkOf<O>> => {
  const { fold, isLast, isPreamble } = operations[operation]
  const ends = fold()
  const texts = capture && Content.gather(fold(), capture)
  let first: number | undefined
  let last = 0
  let count = 0
  let whole = false
  let provider: string | undefined

  let head: Head = {}
  const answer = (): Head & Partial<Answer> => ({ ...head, ...ends.answer() })
  const begin = (chunk: ChunkOf<O>) => {
    ends.add(chunk)
    head = headOf(chunk)
    provider = head.provider
  }
  const content = (at: number) => {
    if (first === undefined) listener.commit((first = at))
    else listener.gap(at - last)
    last = at
    count++
  }
  return {
    hear: (chunks) => {
      const at = seconds()
      for (const chunk of chunks) {
        if (isPreamble(chunk)) begin(chunk)
        else if (isLast(chunk)) {
          ends.add(chunk)
          whole = true
          if (first === undefined) listener.commit((first = last = at))
        } else if ("_tag" in chunk && chunk._tag === "Seam") {
          const seam = seamOf(chunk)
          provider = seam.to
          listener.seam({ [bifrost.from]: seam.from, [bifrost.to]: seam.to, [genAi.errorType]: seam.reason })
        } else content(at)
        texts?.add(chunk)
      }
    },
    isWhole: () => whole,
    provider: () => provider,
    answer,
    attributes: () => ({
      ...(first !== undefined && { [genAi.timeToFirstChunk]: first }),
      ...(first !== undefined && count > 1 && { [bifrost.timePerChunk]: (last - first) / (count - 1) }),
      [bifrost.chunks]: count,
      ...answered(answer())
    }),
    content: () => texts?.attributes() ?? {}
  }
}

interface Head {
  readonly provider?: string
  readonly id?: string
  readonly model?: string
}

/** `Start` says it of itself, an event of the standard of its response. */
const headOf = (chunk: object): Head => {
  const { id, model, provider } = fieldsOf("response" in chunk ? chunk.response : chunk)
  return {
    ...(typeof provider === "string" && { provider }),
    ...(typeof id === "string" && { id }),
    ...(typeof model === "string" && { model })
  }
}

export interface Answer {
  readonly id?: string
  readonly model?: string
  readonly reason: FinishReason
  readonly raw?: string | null
  readonly choices?: ReadonlyArray<{ readonly reason: FinishReason; readonly raw: string | null }>
  readonly usage?: Usage
}

const answered = ({ choices, id, model, raw, reason, usage }: Partial<Answer>): Attributes => ({
  ...(id !== undefined && { [genAi.responseId]: id }),
  ...(model !== undefined && { [genAi.responseModel]: model }),
  ...(reason && { [genAi.finishReasons]: choices?.map((one) => one.raw ?? one.reason) ?? [raw ?? reason] }),
  ...(usage && counts(usage))
})

const seamOf = (chunk: object) => {
  const { error, from, to } = fieldsOf(chunk)
  return { from: String(from), to: String(to), reason: error instanceof BifrostError ? error.reason._tag : "_OTHER" }
}

/** What was counted, by its names. */
export const counts = ({ cacheWrite, cachedInput, input, output, reasoning }: Usage): Attributes => ({
  ...(input !== undefined && { [genAi.inputTokens]: input }),
  ...(output !== undefined && { [genAi.outputTokens]: output }),
  ...(cachedInput !== undefined && { [genAi.cacheReadTokens]: cachedInput }),
  ...(cacheWrite !== undefined && { [genAi.cacheCreationTokens]: cacheWrite }),
  ...(reasoning !== undefined && { [genAi.reasoningTokens]: reasoning })
})
