/** Bedrock's ConverseStream: one language for the models of all vendors there. Nova speaks it on InvokeModel too. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import type { FinishReason } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import { BedrockConverseEvent } from "../../schemas/wire/Bedrock.ts"
import * as Decoder from "../Decoder.ts"
import type * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as Answer from "./Answer.ts"
import { asked } from "./Asked.ts"
import * as BedrockBlocks from "./BedrockBlocks.ts"
import * as BedrockContent from "./BedrockContent.ts"
import * as BedrockFrames from "./BedrockFrames.ts"
import * as Hints from "./Hints.ts"

const encode = (given: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    const request = asked(given)
    yield* Protocol.refuse(request, {
      topK: modelsOwn,
      frequencyPenalty: modelsOwn,
      presencePenalty: modelsOwn,
      seed: modelsOwn,
      n: "send several requests",
      logprobs: "",
      topLogprobs: "",
      logitBias: "",
      modalities: "",
      audio: "",
      parallelToolCalls: modelsOwn,
      verbosity: "use maxTokens, or say it in a system message"
    })
    const inference = {
      ...Protocol.rename(request, spelling),
      ...(request.stop !== undefined && { stopSequences: [request.stop].flat() })
    }
    const output = yield* BedrockContent.output(request)
    return {
      path: `/model/${encodeURIComponent(request.model)}/converse-stream`,
      fields: {
        ...(yield* BedrockContent.conversation(request.messages)),
        ...(Object.keys(inference).length > 0 && { inferenceConfig: inference }),
        ...(yield* BedrockContent.tools(request)),
        ...(Object.keys(output).length > 0 && { outputConfig: output }),
        ...(request.metadata !== undefined && { requestMetadata: request.metadata }),
        ...(request.serviceTier !== undefined && { serviceTier: { type: request.serviceTier } })
      },
      warnings: [
        ...BedrockContent.warnings(request.messages),
        ...Hints.warnings(request, ["user", "cacheKey", "cacheRetention", "names", "imageDetail"])
      ]
    }
  })

const modelsOwn = "give the model's own field in providerOptions, in additionalModelRequestFields"

const spelling = { maxTokens: "maxTokens", temperature: "temperature", topP: "topP" } as const

const event = Decoder.json(BedrockConverseEvent, "an event of ConverseStream")

interface State {
  readonly answer: Answer.Answer
  readonly blocks: BedrockBlocks.Blocks
  ended: boolean
}
type Say = (chunk: ChatChunk) => void

/** Reads these events, whatever frames bring them. */
export const decoderOver = (framing: Framing.Framing<BedrockFrames.Frame>) =>
  Decoder.events<"chat">()<BedrockFrames.Frame, BedrockConverseEvent, State>({
    operation: "chat",
    framing,
    isEnd: () => false,
    event: ({ data }, reader) => event(data, reader),
    failure: ({ error }, head) => (error == null ? undefined : Answer.failure({ error }, head)),
    initial: (head) => ({ answer: Answer.initial(head), blocks: BedrockBlocks.make(), ended: false }),
    start: ({ answer }) => Answer.start(answer),
    step: (state, event, say) => {
      const { answer, blocks } = state
      const { contentBlockDelta, contentBlockStart, contentBlockStop, messageStart, messageStop, metadata } = event
      if (messageStart != null) answer.begun = true
      if (contentBlockStart?.start != null) {
        answer.begun = true
        blocks.begin(contentBlockStart.contentBlockIndex ?? 0, contentBlockStart.start, say)
      }
      if (contentBlockDelta != null) {
        answer.begun = true
        blocks.go(contentBlockDelta.contentBlockIndex ?? 0, contentBlockDelta.delta, say)
      }
      if (contentBlockStop != null) blocks.end(contentBlockStop.contentBlockIndex ?? 0, say)
      if (messageStop != null) finish(answer, messageStop, say)
      if (metadata != null) {
        state.ended = true
        if (metadata.usage != null) answer.usage = usageOf(metadata.usage)
        if (hasContent(metadata.trace)) say(Answer.other(0, "trace", metadata.trace))
      }
      const metrics = event["amazon-bedrock-invocationMetrics"]
      if (metrics != null) say(Answer.other(0, "amazon-bedrock-invocationMetrics", metrics))
    },
    // usage comes after the end of the message
    isDone: ({ ended }) => ended,
    isBegun: ({ answer }) => answer.begun,
    flaw: ({ blocks }) => blocks.flaw(),
    isWhole: ({ answer, ended }) => ended || Answer.hasEnded(answer),
    finish: ({ answer }) => Answer.finish(answer)
  })

export const protocol = Protocol.make<"chat">({
  id: BedrockContent.wire,
  encode,
  decoder: decoderOver(BedrockFrames.converse)
})

const finish = (
  answer: Answer.Answer,
  { additionalModelResponseFields: more, stopReason }: NonNullable<BedrockConverseEvent["messageStop"]>,
  say: Say
): void => {
  const raw = stopReason ?? ""
  answer.choices.set(0, { reason: finishReasons.get(raw) ?? "other", raw })
  if (more != null) say(Answer.other(0, "additionalModelResponseFields", more))
}

const hasContent = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0

/** The wire counts cached input apart. Nova's own names differ on InvokeModel. */
const usageOf = (raw: Readonly<Record<string, unknown>>): Usage.Usage => {
  const { cacheReadInputTokenCount, cacheWriteInputTokenCount, inputTokens: fresh } = raw
  const cached = raw["cacheReadInputTokens"] ?? cacheReadInputTokenCount
  const written = raw["cacheWriteInputTokens"] ?? cacheWriteInputTokenCount
  const counts = [fresh, written, cached].filter((count) => typeof count === "number")
  return Usage.make(raw, {
    input: typeof fresh === "number" ? counts.reduce((sum, count) => sum + count, 0) : undefined,
    output: raw["outputTokens"],
    total: raw["totalTokens"],
    cachedInput: cached,
    cacheWrite: written
  })
}

const finishReasons = new Map<string, FinishReason>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["guardrail_intervened", "content-filter"],
  ["content_filtered", "content-filter"],
  ["malformed_model_output", "error"],
  ["malformed_tool_use", "error"]
])
