/** Anthropic's /v1/messages, which also carries Claude on Bedrock, on Vertex and behind gateways. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import type { FinishReason } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import { type AnthropicEnding, AnthropicEvent } from "../../schemas/wire/AnthropicMessages.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as AnthropicBlocks from "./AnthropicBlocks.ts"
import * as AnthropicContent from "./AnthropicContent.ts"
import * as Answer from "./Answer.ts"
import { asked } from "./Asked.ts"
import * as Hints from "./Hints.ts"

export const encode = (given: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    const request = asked(given)
    yield* Protocol.refuse(request, {
      frequencyPenalty: "",
      presencePenalty: "",
      seed: "",
      n: "send several requests",
      logprobs: "",
      topLogprobs: "",
      logitBias: "",
      modalities: "use the speech operation",
      audio: "use the speech operation",
      verbosity: "use maxTokens, or say it in a system message",
      metadata: ""
    })
    const { budgetTokens = 0 } = request.reasoning ?? {}
    const output = yield* AnthropicContent.output(request)
    return {
      path: "/messages",
      fields: {
        max_tokens: budgetTokens + defaultMaxTokens,
        ...Protocol.rename(request, spelling),
        ...(yield* AnthropicContent.conversation(request.messages)),
        ...(request.stop !== undefined && { stop_sequences: [request.stop].flat() }),
        ...(request.tools && { tools: request.tools.map(AnthropicContent.tool) }),
        ...AnthropicContent.toolChoice(request),
        ...(yield* AnthropicContent.thinking(request.reasoning)),
        ...(Object.keys(output).length > 0 && { output_config: output }),
        ...(request.user !== undefined && { metadata: { user_id: request.user } }),
        ...(request.promptCache?.retention !== undefined && {
          cache_control: { type: "ephemeral", ttl: request.promptCache.retention }
        }),
        stream: true
      },
      warnings: [
        ...(request.maxTokens === undefined
          ? [`This wire wants a limit: maxTokens is ${budgetTokens + defaultMaxTokens}.`]
          : []),
        ...AnthropicContent.warnings(request.messages),
        ...Hints.warnings(request, ["cacheKey", "names", "imageDetail"])
      ]
    }
  })

/** The wire demands a limit. So much every model of Anthropic's can write; thoughts come on top. */
const defaultMaxTokens = 4096

const spelling = {
  model: "model",
  maxTokens: "max_tokens",
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  serviceTier: "service_tier"
} as const

const event = Decoder.jsonByType(AnthropicEvent)

interface State {
  readonly answer: Answer.Answer
  readonly blocks: AnthropicBlocks.Blocks
  usage: Readonly<Record<string, unknown>> | undefined
  stopped: boolean
}
type Say = (chunk: ChatChunk) => void

/** Reads these events, whatever frames bring them. */
export const decoderOver = (framing: Framing.Framing<Framing.SseFrame>) =>
  Decoder.events<"chat">()<Framing.SseFrame, AnthropicEvent, State>({
    operation: "chat",
    framing,
    // some gateways append it
    isEnd: ({ data }) => data.trim() === "[DONE]",
    event: ({ data }, reader) => event(data, reader),
    failure: (event, head) =>
      event.type === undefined || event.type === "error" ? Answer.failure(event, head) : undefined,
    initial: (head) => ({
      answer: Answer.initial(head),
      blocks: AnthropicBlocks.make(),
      usage: undefined,
      stopped: false
    }),
    start: ({ answer }) => Answer.start(answer),
    step: (state, event, say) => {
      const { answer, blocks } = state
      switch (event.type) {
        case "message_start": {
          const { content, usage } = event.message
          Answer.note(answer, event.message)
          count(state, usage)
          for (const [index, block] of content?.entries() ?? []) {
            blocks.begin(index, block, say)
            blocks.end(index, say)
          }
          return finish(state, event.message, say)
        }
        case "content_block_start":
          answer.begun = true
          return blocks.begin(event.index, event.content_block, say)
        case "content_block_delta":
          return blocks.go(event.index, event.delta, say)
        case "content_block_stop":
          return blocks.end(event.index, say)
        case "message_delta":
          count(state, event.usage)
          if (event.context_management != null) say(Answer.other(0, "context_management", event.context_management))
          return finish(state, event.delta ?? {}, say)
        case "message_stop":
          return void (state.stopped = true)
      }
    },
    isDone: ({ stopped }) => stopped,
    isBegun: ({ answer }) => answer.begun,
    flaw: ({ blocks }) => blocks.flaw(),
    isWhole: ({ answer, stopped }) => stopped || Answer.hasEnded(answer),
    finish: ({ answer }) => Answer.finish(answer)
  })

export const protocol = Protocol.make<"chat">({ id: AnthropicContent.wire, encode, decoder: decoderOver(Framing.sse) })

/** Counts are running totals: later ones go over earlier ones. */
const count = (state: State, usage: State["usage"] | null): void => {
  if (usage == null) return
  const raw = { ...state.usage, ...usage }
  state.usage = raw
  state.answer.usage = usageOf(raw)
}

const finish = ({ answer }: State, ending: AnthropicEnding, say: Say): void => {
  for (const kind of ["stop_sequence", "stop_details", "container"] as const) {
    if (ending[kind] != null) say(Answer.other(0, kind, ending[kind]))
  }
  Answer.end(answer, 0, ending.stop_reason, finishReasons)
}

/** The wire counts cached input apart. */
export const usageOf = (raw: Readonly<Record<string, unknown>>): Usage.Usage => {
  const { cache_creation_input_tokens: written, cache_read_input_tokens: cached, input_tokens: fresh } = raw
  const details = Usage.fieldsOf(raw["output_tokens_details"])
  const counts = [fresh, written, cached].filter((count) => typeof count === "number")
  return Usage.make(raw, {
    input: typeof fresh === "number" ? counts.reduce((sum, count) => sum + count, 0) : undefined,
    output: raw["output_tokens"],
    cachedInput: cached,
    cacheWrite: written,
    reasoning: details["thinking_tokens"]
  })
}

const finishReasons = new Map<string, FinishReason>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["refusal", "content-filter"]
])
