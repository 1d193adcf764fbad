/** Cohere's /v2/chat. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import type { FinishReason, Logprob } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import { type CohereCitation, CohereEvent, type CohereLogprobs } from "../../schemas/wire/Cohere.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as ToolCalls from "../wire/ToolCalls.ts"
import * as Answer from "./Answer.ts"
import { asked } from "./Asked.ts"
import * as CohereContent from "./CohereContent.ts"
import * as Hints from "./Hints.ts"

const encode = (given: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    const request = asked(given)
    yield* Protocol.refuse(request, {
      n: "send several requests",
      topLogprobs: "use logprobs",
      logitBias: "",
      modalities: "",
      audio: "",
      parallelToolCalls: "say it in a system message",
      verbosity: "use maxTokens, or say it in a system message",
      metadata: "",
      serviceTier: ""
    })
    return {
      path: "/chat",
      fields: {
        ...Protocol.rename(request, spelling),
        messages: yield* CohereContent.messages(request.messages),
        ...(request.stop !== undefined && { stop_sequences: [request.stop].flat() }),
        ...(request.tools && { tools: request.tools.map(CohereContent.tool) }),
        ...(request.tools?.some(({ strict }) => strict) && { strict_tools: true }),
        ...(yield* CohereContent.toolChoice(request.toolChoice)),
        ...(yield* CohereContent.thinking(request.reasoning)),
        ...CohereContent.responseFormat(request.responseFormat),
        stream: true
      },
      warnings: [
        ...CohereContent.warnings(request.messages),
        ...Hints.warnings(request, ["user", "cacheKey", "cacheRetention", "names"])
      ]
    }
  })

const spelling = {
  model: "model",
  maxTokens: "max_tokens",
  temperature: "temperature",
  topP: "p",
  topK: "k",
  seed: "seed",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  logprobs: "logprobs"
} as const

const event = Decoder.jsonByType(CohereEvent)

interface State {
  readonly answer: Answer.Answer
  readonly calls: ToolCalls.ToolCalls
  /** What the model means to do with its tools; it comes before their calls. */
  plan: string
  ended: boolean
}
type Say = (chunk: ChatChunk) => void

const decoder = Decoder.events<"chat">()<Framing.SseFrame, CohereEvent, State>({
  operation: "chat",
  framing: Framing.sse,
  isEnd: ({ data }) => data.trim() === "[DONE]",
  event: ({ data }, reader) => event(data, reader),
  failure: (event, head) => {
    if (event.type === undefined || event.type === "error") return Answer.failure(event, head)
    const error = event.type === "message-end" ? event.delta?.error : undefined
    return error == null ? undefined : Answer.failure({ error }, head)
  },
  initial: (head) => ({ answer: Answer.initial(head), calls: ToolCalls.make(), plan: "", ended: false }),
  start: ({ answer }) => Answer.start(answer),
  step: (state, event, say) => {
    const { answer, calls } = state
    if (event.type !== "tool-plan-delta") endPlan(state, say)
    switch (event.type) {
      case "message-start":
        return Answer.note(answer, event)
      case "content-start":
      case "content-delta": {
        answer.begun = true
        const { text, thinking } = event.delta.message.content
        const logprobs = logprobsOf(event.logprobs)
        if (thinking) say({ _tag: "Reasoning", choice: 0, delta: thinking })
        if (text || logprobs.length > 0) {
          say({ _tag: "Text", choice: 0, delta: text ?? "", ...(logprobs.length > 0 && { logprobs }) })
        }
        return
      }
      case "tool-plan-delta":
        return void (state.plan += event.delta.message.tool_plan)
      case "tool-call-start":
      case "tool-call-delta": {
        const { function: call, id } = event.delta.message.tool_calls
        const piece = { choice: 0, number: event.index, id, name: call?.name, delta: call?.arguments ?? "" }
        const heard = calls.add(piece)
        if (heard) say(heard)
        return
      }
      case "citation-start":
        return cite(event.delta.message.citations, say)
      case "message-end": {
        const { finish_reason: raw, usage } = event.delta ?? {}
        state.ended = true
        if (usage != null) answer.usage = usageOf(usage)
        Answer.end(answer, 0, raw, finishReasons)
      }
    }
  },
  isDone: ({ ended }) => ended,
  isBegun: ({ answer }) => answer.begun,
  flaw: ({ calls }) => calls.flaw(),
  isWhole: (state, ended) => state.ended || ended,
  finish: ({ answer }) => Answer.finish(answer)
})

export const protocol = Protocol.make<"chat">({ id: CohereContent.wire, encode, decoder })

/** The plan goes back whole, and is no part of the text or of the thoughts. */
const endPlan = (state: State, say: Say): void => {
  const { plan } = state
  if (plan === "") return
  state.plan = ""
  say({ _tag: "Other", choice: 0, kind: CohereContent.plan, value: plan, wire: CohereContent.wire })
}

/** One for each source. */
const cite = ({ end, sources, start, text }: CohereCitation, say: Say): void => {
  for (const { document, id } of sources?.length ? sources : [{}]) {
    const { title, url } = document ?? {}
    say({
      _tag: "Citation",
      choice: 0,
      ...(typeof url === "string" && { url }),
      ...(typeof title === "string" && { title }),
      ...(id && { source: id }),
      ...(text && { text }),
      ...(start != null && { start }),
      ...(end != null && { end })
    })
  }
}

/** For the piece as a whole, which may be several tokens. */
const logprobsOf = (item: CohereLogprobs): ReadonlyArray<Logprob> =>
  item?.logprobs == null
    ? []
    : [{ token: item.text ?? "", logprob: item.logprobs.reduce((sum, logprob) => sum + logprob, 0) }]

/** What was read and written; what is billed differs, and stays in `raw`. */
export const usageOf = (raw: Readonly<Record<string, unknown>>): Usage.Usage => {
  const tokens = Usage.fieldsOf(raw["tokens"])
  return Usage.make(raw, {
    input: tokens["input_tokens"],
    output: tokens["output_tokens"],
    cachedInput: raw["cached_tokens"]
  })
}

const finishReasons = new Map<string, FinishReason>([
  ["COMPLETE", "stop"],
  ["STOP_SEQUENCE", "stop"],
  ["MAX_TOKENS", "length"],
  ["TOOL_CALL", "tool-calls"],
  ["ERROR", "error"],
  ["TIMEOUT", "error"]
])
