/** Hugging Face's Text Generation Inference in its own words: /generate_stream continues a text, token by token. */
import * as Result from "effect/Result"
import type { FinishReason, Logprob } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { TextRequest } from "../../schemas/Text.ts"
import * as Usage from "../../schemas/Usage.ts"
import { TgiEvent } from "../../schemas/wire/Tgi.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as Answer from "./Answer.ts"
import * as Prompt from "./Prompt.ts"

const encode = (request: TextRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(
      { ...request, n: request.n === 1 ? undefined : request.n },
      { n: "send several requests", bestOf: "", suffix: "", logitBias: "", presencePenalty: "use frequencyPenalty" }
    )
    return {
      path: "/generate_stream",
      fields: {
        inputs: yield* Prompt.single(request),
        parameters: {
          details: true,
          ...Protocol.rename(request, spelling),
          ...(request.stop !== undefined && { stop: [request.stop].flat() })
        }
      },
      warnings: request.user === undefined ? [] : ["Who is asking is not sent."]
    }
  })

const spelling = {
  maxTokens: "max_new_tokens",
  temperature: "temperature",
  topP: "top_p",
  seed: "seed",
  frequencyPenalty: "frequency_penalty",
  logprobs: "top_n_tokens",
  echo: "return_full_text"
} as const

const event = Decoder.json(TgiEvent, "a token")

const decoder = Decoder.events<"text">()<Framing.SseFrame, TgiEvent, Answer.Answer>({
  operation: "text",
  framing: Framing.sse,
  isEnd: ({ data }) => data.trim() === "[DONE]",
  event: ({ data }, reader) => event(data, reader),
  failure: (event, head) => (event.error == null ? undefined : Answer.failure(event, head)),
  initial: Answer.initial,
  start: Answer.start,
  step: (answer, event, say) => {
    const { details, generated_text, token } = event
    if (token != null) answer.begun = true
    if (token != null && !token.special && token.text !== "") {
      const logprobs = logprobsOf(event)
      say({ _tag: "Text", choice: 0, delta: token.text, ...(logprobs.length > 0 && { logprobs }) })
    }
    if (details != null)
      answer.usage = Usage.make(details, { input: details["input_length"], output: details["generated_tokens"] })
    if (generated_text == null && details?.finish_reason == null) return
    const raw = details?.finish_reason ?? ""
    answer.choices.set(0, { reason: finishReasons.get(raw) ?? "other", raw })
  },
  isDone: () => false,
  isBegun: ({ begun }) => begun,
  isWhole: (answer, ended) => ended || Answer.hasEnded(answer),
  finish: Answer.finish
})

export const protocol = Protocol.make<"text">({ id: "tgi", encode, decoder })

const logprobsOf = ({ token, top_tokens: others }: TgiEvent): ReadonlyArray<Logprob> => {
  if (token?.logprob == null) return []
  const top = (others ?? []).map(({ logprob, text }) => ({ token: text, logprob: logprob ?? 0 }))
  return [{ token: token.text, logprob: token.logprob, ...(top.length > 0 && { top }) }]
}

const finishReasons = new Map<string, FinishReason>([
  ["eos_token", "stop"],
  ["stop_sequence", "stop"],
  ["length", "length"]
])
