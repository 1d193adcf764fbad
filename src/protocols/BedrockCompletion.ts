/** The answers of Bedrock's models without roles on InvokeModel: Titan, Llama, Mistral, Cohere's Command, and Claude before 3. */
import type { FinishReason } from "../../schemas/Chunk.ts"
import * as Usage from "../../schemas/Usage.ts"
import { BedrockCompletion, type BedrockPiece } from "../../schemas/wire/Bedrock.ts"
import * as Decoder from "../Decoder.ts"
import * as Answer from "./Answer.ts"
import * as BedrockFrames from "./BedrockFrames.ts"

const event = Decoder.json(BedrockCompletion, "a piece of an answer")

export const decoder = Decoder.events<"chat">()<BedrockFrames.Frame, BedrockCompletion, Answer.Answer>({
  operation: "chat",
  framing: BedrockFrames.invokeModel,
  isEnd: () => false,
  event: ({ data }, reader) => event(data, reader),
  failure: ({ error }, head) => (error == null ? undefined : Answer.failure({ error }, head)),
  initial: Answer.initial,
  start: Answer.start,
  step: (answer, event, say) => {
    const { completionReason, finish_reason, stop_reason, text } = event
    const whole = {
      text: event.outputText ?? event.generation ?? event.completion ?? text,
      stop_reason: completionReason ?? stop_reason ?? finish_reason
    }
    const pieces: ReadonlyArray<BedrockPiece> = event.outputs ?? event.generations ?? event.choices ?? [whole]
    Answer.note(answer, { id: event.response?.response_id })
    for (const [choice, piece] of pieces.entries()) {
      const raw = piece.stop_reason ?? piece.finish_reason
      if (piece.text) say({ _tag: "Text", choice, delta: piece.text })
      if (raw) answer.choices.set(choice, { reason: finishReasons.get(raw.toLowerCase()) ?? "other", raw })
    }
    count(answer, event)
    const metrics = event["amazon-bedrock-invocationMetrics"]
    if (metrics != null) say(Answer.other(0, "amazon-bedrock-invocationMetrics", metrics))
  },
  isDone: () => false,
  isBegun: ({ begun }) => begun,
  isWhole: Answer.hasEnded,
  finish: Answer.finish
})

/** Each family has counts of its own; later ones go over earlier ones. */
const count = (answer: Answer.Answer, event: BedrockCompletion): void => {
  const counts = {
    inputTextTokenCount: event.inputTextTokenCount,
    totalOutputTextTokenCount: event.totalOutputTextTokenCount,
    prompt_token_count: event.prompt_token_count,
    generation_token_count: event.generation_token_count,
    ...event.response?.meta?.billed_units
  }
  const told = Object.entries(counts).filter(([, count]) => count != null)
  if (told.length === 0) return
  const before = typeof answer.usage?.raw === "object" ? answer.usage.raw : {}
  const raw: Readonly<Record<string, unknown>> = { ...before, ...Object.fromEntries(told) }
  answer.usage = Usage.make(raw, {
    input: raw["inputTextTokenCount"] ?? raw["prompt_token_count"] ?? raw["input_tokens"],
    output: raw["totalOutputTextTokenCount"] ?? raw["generation_token_count"] ?? raw["output_tokens"]
  })
}

/** In lower case. */
const finishReasons = new Map<string, FinishReason>([
  ["finish", "stop"],
  ["finished", "stop"],
  ["stop", "stop"],
  ["stop_sequence", "stop"],
  ["endoftext", "stop"],
  ["complete", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["content_filtered", "content-filter"],
  ["rag_query_when_rag_disabled", "error"],
  ["error", "error"],
  ["error_toxic", "content-filter"]
])
