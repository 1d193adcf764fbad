/** What answers on both of Ollama's wires have in common: lines, how they begin, what they cost, how they end and fail. */
import type { FinishReason, Logprob } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import { OllamaEvent } from "../../schemas/wire/Ollama.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Answer from "./Answer.ts"

export interface State {
  readonly answer: Answer.Answer
  done: boolean
}

export const initial = (head: Decoder.Head): State => ({ answer: Answer.initial(head), done: false })

/** All of a decoder but what a line says. */
export const lines = {
  framing: Framing.ndjson,
  isEnd: () => false,
  event: Decoder.json(OllamaEvent, "a line of an answer"),
  failure: (event: OllamaEvent, head: Decoder.Head): Reason | undefined =>
    event.error == null ? undefined : Answer.failure(event, head),
  start: ({ answer }: State) => Answer.start(answer),
  isDone: ({ done }: State) => done,
  isBegun: ({ answer }: State) => answer.begun,
  isWhole: ({ done }: State) => done,
  finish: ({ answer }: State) => Answer.finish(answer)
}

/** Takes from a line what concerns the whole answer. */
export const note = (state: State, event: OllamaEvent): void => {
  Answer.note(state.answer, { model: event.model, created: Date.parse(event.created_at ?? "") / 1000 })
}

/** The last line. `hasCalls`: the wire says `stop` for calls too. */
export const end = (state: State, event: OllamaEvent, hasCalls: boolean): void => {
  if (!event.done) return
  state.done = true
  const usage = usageOf(event)
  if (usage !== undefined) state.answer.usage = usage
  const raw = event.done_reason
  if (!raw) return
  const reason = finishReasons.get(raw) ?? "other"
  state.answer.choices.set(0, { reason: reason === "stop" && hasCalls ? "tool-calls" : reason, raw })
}

export const logprobsOf = ({ logprobs }: OllamaEvent): ReadonlyArray<Logprob> =>
  (logprobs ?? []).map(({ logprob, token, top_logprobs: top }) => ({
    token,
    logprob,
    ...(top?.length && { top: top.map(({ logprob, token }) => ({ token, logprob })) })
  }))

const counters = [
  "prompt_eval_count",
  "eval_count",
  "total_duration",
  "load_duration",
  "prompt_eval_duration",
  "eval_duration"
] as const

/** The wire has no usage object: its counters are one. */
const usageOf = (event: OllamaEvent): Usage.Usage | undefined => {
  const raw = Object.fromEntries(counters.flatMap((name) => (event[name] == null ? [] : [[name, event[name]]])))
  if (Object.keys(raw).length === 0) return undefined
  return Usage.make(raw, { input: event.prompt_eval_count, output: event.eval_count })
}

const finishReasons = new Map<string, FinishReason>([
  ["stop", "stop"],
  ["length", "length"]
])
