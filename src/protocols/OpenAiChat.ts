/** OpenAI chat completions, and everyone who imitates them. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import type { FinishReason, Logprob } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import { type OpenAiChatChoice, type OpenAiChatDelta, OpenAiChatEvent } from "../../schemas/wire/OpenAiChat.ts"
import * as Base64 from "../Base64.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../Fault.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as ToolCalls from "../ToolCalls.ts"
import * as OpenAiMessages from "./OpenAiMessages.ts"

const encode = (request: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(request, { topK: "use topP" })
    yield* Protocol.refuse(request.reasoning ?? {}, {
      budgetTokens: "use reasoning.effort",
      summary: "use the responses operation"
    })
    const messages = yield* OpenAiMessages.messages(request.messages)
    return {
      path: "/chat/completions",
      fields: {
        ...Protocol.rename(request, spelling),
        messages,
        ...(request.tools && { tools: OpenAiMessages.tools(request.tools) }),
        ...(request.toolChoice !== undefined && { tool_choice: OpenAiMessages.toolChoice(request.toolChoice) }),
        ...(request.responseFormat && { response_format: OpenAiMessages.responseFormat(request.responseFormat) }),
        ...(request.reasoning?.effort !== undefined && { reasoning_effort: request.reasoning.effort }),
        ...Protocol.rename(request.promptCache ?? {}, { key: "prompt_cache_key", retention: "prompt_cache_retention" }),
        stream: true,
        stream_options: { include_usage: true }
      },
      warnings: OpenAiMessages.hasReasoning(request.messages)
        ? ["The reasoning of earlier turns is not sent: this wire has no place for it."]
        : []
    }
  })

const spelling = {
  model: "model",
  temperature: "temperature",
  topP: "top_p",
  maxTokens: "max_completion_tokens",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  seed: "seed",
  stop: "stop",
  n: "n",
  user: "user",
  logprobs: "logprobs",
  topLogprobs: "top_logprobs",
  logitBias: "logit_bias",
  parallelToolCalls: "parallel_tool_calls",
  metadata: "metadata",
  serviceTier: "service_tier",
  verbosity: "verbosity",
  modalities: "modalities",
  audio: "audio"
} as const

const event = Decoder.json(OpenAiChatEvent, "a chat completion chunk")

interface State {
  readonly start: { -readonly [K in keyof Start]: Start[K] }
  readonly calls: ToolCalls.ToolCalls
  /** The provider's last word on each choice. */
  readonly reasons: Map<number, string>
  begun: boolean
  started: boolean
  citations: number
  usage: unknown
}
type Start = Extract<ChatChunk, { readonly _tag: "Start" }>
type Say = (chunk: ChatChunk) => void

const decoder = Decoder.events<"chat">()<Framing.SseFrame, OpenAiChatEvent, State>({
  operation: "chat",
  framing: Framing.sse,
  isEnd: ({ data }) => data.trim() === "[DONE]",
  event: ({ data, event: name }) => (name === "error" ? Result.succeed({ error: wordsOf(data) }) : event(data)),
  failure: (event) => {
    const said = event.error != null || event.object === "error" ? Fault.read(event) : undefined
    return said && Fault.toReason(said)
  },
  initial: (head) => ({
    start: Decoder.start(head),
    calls: ToolCalls.make(),
    reasons: new Map(),
    begun: false,
    started: false,
    citations: 0,
    usage: undefined
  }),
  step: (state, event, emit) => {
    const { start } = state
    // Azure's first event has neither: the first that does wins
    if (event.id) start.id ??= event.id
    if (event.model && !state.begun) start.model = event.model
    if (typeof event.created === "number" && Number.isFinite(event.created)) start.created ??= event.created
    if (event.model || event.choices) state.begun = true
    const say: Say = (chunk) => {
      if (!state.started) emit(start)
      state.started = true
      emit(chunk)
    }
    const usage = event.usage ?? event.x_groq?.usage
    if (usage != null) state.usage = usage
    for (const choice of event.choices ?? []) stepChoice(state, choice, say)
    for (const url of event.citations?.slice(state.citations) ?? []) {
      state.citations++
      if (typeof url === "string") say({ _tag: "Citation", choice: 0, url })
    }
  },
  isDone: () => false,
  isBegun: ({ begun }) => begun,
  flaw: ({ calls }) => calls.flaw(),
  // several vendors never send [DONE]; one never gives a reason
  isWhole: ({ reasons }, ended) => ended || reasons.size > 0,
  finish: ({ reasons, start, started, usage }) => {
    const choices = [...reasons].sort(([a], [b]) => a - b)
    const finish: ChatChunk = {
      _tag: "Finish",
      choices:
        choices.length > 0
          ? choices.map(([index, raw]) => ({ index, reason: finishReason(raw), raw }))
          : [{ index: 0, reason: "other", raw: null }],
      ...(usage !== undefined && { usage: usageOf(usage) })
    }
    return started ? [finish] : [start, finish]
  }
})

export const protocol = Protocol.make<"chat">({ id: "openai-chat", encode, decoder })

/** Groq names its error events; some proxies put plain words into them. */
const wordsOf = (data: string): unknown => {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === "object" && value !== null && "error" in value ? value.error : value
  } catch {
    return data
  }
}

const stepChoice = (state: State, { delta, finish_reason, index, logprobs }: OpenAiChatChoice, say: Say): void => {
  const choice = index ?? 0
  if (delta != null) {
    stepReasoning(choice, delta, say)
    stepContent(choice, delta, logprobs?.content?.map(logprob), say)
    for (const { function: call, id, index } of delta.tool_calls ?? []) {
      const heard = state.calls.add({
        choice,
        number: index,
        id,
        name: call?.name,
        delta: argumentsOf(call?.arguments)
      })
      if (heard) say(heard)
    }
    if (delta.function_call) {
      const { arguments: args, name } = delta.function_call
      const heard = state.calls.add({ choice, number: 0, name, delta: argumentsOf(args) })
      if (heard) say(heard)
    }
    if (delta.executed_tools != null) {
      say({ _tag: "Other", choice, kind: "executed_tools", value: delta.executed_tools })
    }
  }
  if (finish_reason) state.reasons.set(choice, finish_reason)
}

const stepContent = (
  choice: number,
  { annotations, audio, content, images, refusal }: OpenAiChatDelta,
  logprobs: ReadonlyArray<Logprob> | undefined,
  say: Say
): void => {
  const words = typeof content === "string" ? content : textOf(content ?? [])
  if (words !== "") say({ _tag: "Text", choice, delta: words, ...(logprobs?.length && { logprobs }) })
  if (refusal) say({ _tag: "Refusal", choice, delta: refusal })
  if (audio) {
    const data = Base64.decode(audio.data ?? "")
    const { id, transcript } = audio
    say({ _tag: "Audio", choice, data, ...(id && { id }), ...(transcript && { transcript }) })
  }
  for (const { image_url } of images ?? []) say({ _tag: "File", choice, source: { url: image_url.url } })
  for (const { url_citation: cited } of annotations ?? []) {
    if (!cited) continue
    const { content: text, end_index: end, start_index: start, title, url } = cited
    say({
      _tag: "Citation",
      choice,
      ...(url && { url }),
      ...(title && { title }),
      ...(text && { text }),
      ...(start != null && { start }),
      ...(end != null && { end })
    })
  }
}

type ContentParts = Exclude<OpenAiChatDelta["content"], string | null | undefined>
const textOf = (parts: ContentParts) => parts.map(({ text, type }) => (type === "text" ? (text ?? "") : "")).join("")
const thoughtOf = (parts: ContentParts) =>
  parts
    .flatMap(({ summary, thinking }) => [...(thinking ?? []), ...(summary ?? [])].map(({ text }) => text ?? ""))
    .join("")

/** Reasoning comes as `reasoning_content`, as `reasoning`, as content parts, and with signatures as `reasoning_details`. */
const stepReasoning = (choice: number, delta: OpenAiChatDelta, say: Say): void => {
  const { content, reasoning, reasoning_content, reasoning_details } = delta
  const inParts = content != null && typeof content !== "string" ? thoughtOf(content) : ""
  let words = reasoning_content || reasoning || inParts
  const isSaid = words !== ""
  for (const { data, format, id, signature, summary, text } of reasoning_details ?? []) {
    // the plain field holds the words of all details already
    const own = isSaid ? words : (text ?? summary ?? "")
    words = ""
    if (own === "" && !signature && !data) continue
    say({
      _tag: "Reasoning",
      choice,
      delta: own,
      ...(signature && { signature }),
      ...(data && { encrypted: data }),
      ...(id && { id }),
      ...(format && { format })
    })
  }
  if (words !== "") say({ _tag: "Reasoning", choice, delta: words })
}

const argumentsOf = (value: unknown): string =>
  typeof value === "string" ? value : value == null ? "" : JSON.stringify(value)

const logprob = ({
  logprob,
  token,
  top_logprobs
}: {
  readonly token: string
  readonly logprob: number
  readonly top_logprobs?: ReadonlyArray<{ readonly token: string; readonly logprob: number }> | null
}): Logprob => ({
  token,
  logprob,
  ...(top_logprobs?.length && { top: top_logprobs.map(({ logprob, token }) => ({ token, logprob })) })
})

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {})

/** The usage object of OpenAI's chat and completion wires, and of their imitators. */
export const usageOf = (raw: unknown): Usage.Usage => {
  const usage = fieldsOf(raw)
  const prompt = fieldsOf(usage["prompt_tokens_details"])
  const completion = fieldsOf(usage["completion_tokens_details"])
  return Usage.make(raw, {
    input: usage["prompt_tokens"],
    output: usage["completion_tokens"],
    total: usage["total_tokens"],
    cachedInput: prompt["cached_tokens"] ?? usage["prompt_cache_hit_tokens"] ?? usage["cached_tokens"],
    cacheWrite: prompt["cache_write_tokens"] ?? usage["cache_creation_input_tokens"],
    reasoning: completion["reasoning_tokens"],
    audioInput: prompt["audio_tokens"],
    audioOutput: completion["audio_tokens"]
  })
}

const finishReasons = new Map<string, FinishReason>([
  ["stop", "stop"],
  ["eos", "stop"],
  ["length", "length"],
  ["model_length", "length"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["error", "error"]
])

/** What the wire's word for an ending means. */
export const finishReason = (raw: string): FinishReason => finishReasons.get(raw) ?? "other"
