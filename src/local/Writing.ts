/** What the local engine does with the fields that text, chat and responses share, and how fast it writes. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Tool } from "../../schemas/Generation.ts"
import { Rejected, Unsupported } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import { compose, type Inquiry, variants } from "./Composer.ts"
import type { Turn } from "./Conversation.ts"
import * as Draft from "./Draft.ts"
import * as Tokens from "./Tokens.ts"

export const engine = "guide"

/** About as fast as a small model, so that streaming and cancelling can be seen. */
const pause = "10 millis"

/** The chunks, with a pause before each but the first, on Effect's clock. */
export const paced = <Chunk>(chunks: ReadonlyArray<Chunk>): Stream.Stream<Chunk> =>
  Stream.fromArray(chunks.slice(1)).pipe(
    Stream.rechunk(1),
    Stream.mapEffect((chunk) => Effect.delay(Effect.succeed(chunk), pause)),
    Stream.prepend(chunks.slice(0, 1))
  )

export interface Asked extends Draft.Limits {
  readonly n?: number | undefined
  readonly seed?: number | undefined
  readonly logprobs?: boolean | number | undefined
  readonly topLogprobs?: number | undefined
}

/** One draft for each answer that was asked for, phrased by seed and number. */
export const drafts = (
  request: Asked,
  inquiry: Inquiry
): Result.Result<ReadonlyArray<Draft.Draft>, Unsupported | Rejected> => {
  const { logprobs, maxTokens, n = 1, seed = 0, topLogprobs } = request
  if ((logprobs !== undefined && logprobs !== false) || topLogprobs !== undefined) {
    return Result.fail(
      new Unsupported({ what: "log probabilities", instead: "leave them out: nothing is sampled here" })
    )
  }
  if (n < 1 || n > 128) return Result.fail(new Rejected({ description: `n is ${n}; it should be from 1 to 128` }))
  if (maxTokens !== undefined && maxTokens < 1) {
    return Result.fail(new Rejected({ description: `maxTokens is ${maxTokens}; it should be at least 1` }))
  }
  const first = Math.abs(seed) % variants
  return Result.all(
    Array.from({ length: n }, (_, index) =>
      Result.map(compose(inquiry, first + index), (parts) => Draft.make(parts, request))
    )
  )
}

/** Counted in our own tokens, prompt and tools included. */
export const usage = (texts: ReadonlyArray<string>, drafts: ReadonlyArray<Draft.Draft>) => {
  const input = texts.reduce((sum, text) => sum + Tokens.count(text), 0)
  const output = drafts.reduce((sum, draft) => sum + draft.output, 0)
  return { input, output, total: input + output }
}

/** A tool as it counts in a prompt. */
export const told = ({ description = "", name, parameters }: Tool): string =>
  `${name} ${description} ${parameters === undefined ? "" : JSON.stringify(JsonSchema.from(parameters))}`

/** The same, as chunks carry it. */
export const usageOf = (counts: ReturnType<typeof usage>): Usage.Usage =>
  Usage.make({ input_tokens: counts.input, output_tokens: counts.output, total_tokens: counts.total }, counts)

const sampled = "nothing is sampled here"
const nobody = "there is nobody to tell"

/** Why the fields that text, chat and responses share have no effect. */
export const reasons = {
  temperature: sampled,
  topP: sampled,
  frequencyPenalty: sampled,
  presencePenalty: sampled,
  user: nobody
} as const

/** The same for chat and responses. */
export const dialogueReasons = {
  ...reasons,
  topK: sampled,
  reasoning: "there is no model to think",
  verbosity: "the answer is as long as the documentation's",
  metadata: "nothing is kept",
  serviceTier: "there is one tier",
  promptCache: "nothing is cached"
} as const

/** What is told of instructions, which only a model could follow. */
export const instructed = (turns: ReadonlyArray<Turn>): ReadonlyArray<string> =>
  turns.some(({ by }) => by === "instructions") ? ["instructions have no effect: there is no model to follow them"] : []

/** Each draft's chunks, one of each in turn, as several answers really come. */
export const inTurn = <A>(lists: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<A> =>
  Array.from({ length: Math.max(0, ...lists.map((list) => list.length)) }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1))
  ).flat()

/** The provider's word for a reason, as OpenAI spells it. */
export const rawOf = ({ reason }: Draft.Draft): string => (reason === "tool-calls" ? "tool_calls" : reason)
