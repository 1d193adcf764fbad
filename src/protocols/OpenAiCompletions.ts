/** OpenAI completions, the wire that continues a prompt, and everyone who imitates it. */
import * as Result from "effect/Result"
import type { Logprob } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { TextRequest } from "../../schemas/Text.ts"
import { OpenAiCompletionsEvent, type OpenAiLogprobs } from "../../schemas/wire/OpenAiCompletions.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as Answer from "./Answer.ts"
import * as OpenAiAnswer from "./OpenAiAnswer.ts"

const encode = (request: TextRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.succeed({
    path: "/completions",
    fields: { ...Protocol.rename(request, spelling), stream: true, stream_options: { include_usage: true } }
  })

const spelling = {
  model: "model",
  prompt: "prompt",
  suffix: "suffix",
  echo: "echo",
  temperature: "temperature",
  topP: "top_p",
  maxTokens: "max_tokens",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  seed: "seed",
  stop: "stop",
  n: "n",
  bestOf: "best_of",
  logprobs: "logprobs",
  logitBias: "logit_bias",
  user: "user"
} as const

const event = Decoder.json(OpenAiCompletionsEvent, "a completion chunk")

const decoder = Decoder.events<"text">()<Framing.SseFrame, OpenAiCompletionsEvent, Answer.Answer>({
  operation: "text",
  framing: Framing.sse,
  isEnd: OpenAiAnswer.isEnd,
  event: (frame, reader) =>
    OpenAiAnswer.isError(frame) ? Result.succeed(OpenAiAnswer.errorOf(frame)) : event(frame.data, reader),
  failure: OpenAiAnswer.failure,
  initial: Answer.initial,
  start: Answer.start,
  step: (answer, event, say) => {
    OpenAiAnswer.note(answer, event, event.choices != null || event.value != null)
    for (const { finish_reason, index, logprobs, text } of event.choices ?? []) {
      const choice = index ?? 0
      const delta = text ?? ""
      const known = logprobs == null ? [] : logprobsOf(logprobs)
      if (delta !== "" || known.length > 0) {
        say({ _tag: "Text", choice, delta, ...(known.length > 0 && { logprobs: known }) })
      }
      Answer.end(answer, choice, finish_reason, OpenAiAnswer.finishReasons)
    }
    if (event.value) say({ _tag: "Text", choice: 0, delta: event.value })
  },
  isDone: () => false,
  isBegun: ({ begun }) => begun,
  isWhole: OpenAiAnswer.isWhole,
  finish: Answer.finish
})

export const protocol = Protocol.make<"text">({ id: "openai-completions", encode, decoder })

const logprobsOf = ({ token_logprobs, tokens, top_logprobs }: OpenAiLogprobs): ReadonlyArray<Logprob> =>
  (tokens ?? []).flatMap((token, at) => {
    const logprob = token_logprobs?.[at]
    if (logprob == null) return []
    const top = Object.entries(top_logprobs?.[at] ?? {}).map(([token, logprob]) => ({ token, logprob }))
    return [{ token, logprob, ...(top.length > 0 && { top: top.sort((a, b) => b.logprob - a.logprob) }) }]
  })
