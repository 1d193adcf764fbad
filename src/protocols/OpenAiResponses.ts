/** The Responses API (OpenAI's, an open standard since): its own events, verbatim, in and out. */
import * as Result from "effect/Result"
import type { JsonObject } from "../../schemas/Generation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { ResponsesRequest } from "../../schemas/Responses.ts"
import { guardOf, isResponsesEvent, type Response, type ResponsesEvent, typeOf } from "../../schemas/ResponsesEvent.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"
import * as Framing from "../Framing.ts"
import type { Misfit } from "../wire/Misfit.ts"
import * as Protocol from "../Protocol.ts"
import * as OpenAiItems from "./OpenAiItems.ts"

const encode = (request: ResponsesRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(request, {
      stop: "end the answer yourself, or use the chat operation",
      seed: "use the chat operation",
      n: "ask several times",
      frequencyPenalty: "use the chat operation",
      presencePenalty: "use the chat operation",
      topK: "use topP"
    })
    yield* Protocol.refuse(request.reasoning ?? {}, { budgetTokens: "use reasoning.effort" })
    const input = yield* OpenAiItems.input(request.input)
    const reasoning = Protocol.rename(request.reasoning ?? {}, { effort: "effort", summary: "summary" })
    const text = textOf(request)
    const include = includeOf(request)
    return {
      path: "/responses",
      fields: {
        ...Protocol.rename(request, spelling),
        input,
        ...(request.tools && { tools: OpenAiItems.tools(request.tools) }),
        ...(request.toolChoice !== undefined && {
          tool_choice: OpenAiItems.toolChoice(request.toolChoice, request.tools)
        }),
        ...(Object.keys(text).length > 0 && { text }),
        ...(Object.keys(reasoning).length > 0 && { reasoning }),
        ...(include.length > 0 && { include }),
        ...Protocol.rename(request.promptCache ?? {}, { key: "prompt_cache_key", retention: "prompt_cache_retention" }),
        stream: true
      },
      warnings: OpenAiItems.hasForeignReasoning(request.input)
        ? ["Reasoning with neither id nor encrypted content is not sent: it is not this provider's."]
        : []
    }
  })

const spelling = {
  model: "model",
  instructions: "instructions",
  temperature: "temperature",
  topP: "top_p",
  maxTokens: "max_output_tokens",
  topLogprobs: "top_logprobs",
  user: "user",
  parallelToolCalls: "parallel_tool_calls",
  maxToolCalls: "max_tool_calls",
  metadata: "metadata",
  serviceTier: "service_tier",
  previousResponseId: "previous_response_id",
  conversation: "conversation",
  store: "store",
  truncation: "truncation",
  background: "background",
  prompt: "prompt"
} as const

const textOf = ({ responseFormat, verbosity }: ResponsesRequest): JsonObject => ({
  ...(responseFormat && { format: OpenAiItems.format(responseFormat) }),
  ...(verbosity !== undefined && { verbosity })
})

const logprobs = "message.output_text.logprobs"
const includeOf = ({ include = [], logprobs: wanted, topLogprobs }: ResponsesRequest): ReadonlyArray<string> =>
  (wanted ?? topLogprobs !== undefined) && !include.includes(logprobs) ? [...include, logprobs] : include

/** What has no type is no event, unless it says what went wrong. */
const event = (data: string, reader: Decoder.Reader): Result.Result<ResponsesEvent | Decoder.Ignored, Misfit> => {
  const parsed = Decoder.anything(data, reader)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const value = parsed.success
  const type = typeOf(value)
  const guard = type === undefined ? undefined : guardOf(type)
  if (guard !== undefined && reader.fits(guard, value)) return Result.succeed(value)
  if (guard === undefined && isResponsesEvent(value)) return Result.succeed(value)
  if (type !== undefined) return Result.fail({ expected: `a ${type} event`, sample: data })
  const error = typeof value === "object" && value !== null && "error" in value ? value.error : undefined
  return Result.succeed(error == null ? new Decoder.Ignored(value) : { type: "error", error: { ...fieldsOf(error) } })
}

interface State {
  /** As the last event of the answer's life told it. */
  response: Response | undefined
  begun: boolean
  ended: boolean
  /** The answer's end, had it not failed. */
  failed: ResponsesEvent | undefined
}

const decoder = Decoder.events<"responses">()<Framing.SseFrame, ResponsesEvent, State>({
  operation: "responses",
  framing: Framing.sse,
  // OpenRouter's; the standard's own end is in its events
  isEnd: ({ data }) => data.trim() === "[DONE]",
  event: ({ data }, reader) => event(data, reader),
  failure: (event) => {
    if (event.type === "response.failed") return reasonOf(event.response.error ?? { message: "no reason was given" })
    if (event.type !== "error") return undefined
    // nested in the recordings, flat in the documentation
    const { code, error, message, param } = event
    return reasonOf(error ?? { code, message, param })
  },
  initial: () => ({ response: undefined, begun: false, ended: false, failed: undefined }),
  step: (state, event, say) => {
    state.begun = true
    switch (event.type) {
      case "error":
        state.failed = { type: "response.failed", response: { ...state.response, status: "failed" } }
        return
      case "response.failed":
        state.failed = event
        return
      case "response.completed":
      case "response.incomplete":
        state.ended = true
        break
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        state.response = event.response
    }
    say(event)
  },
  isDone: ({ ended }) => ended,
  isBegun: ({ begun }) => begun,
  isWhole: ({ ended }) => ended,
  finish: ({ failed }) => failed
})

export const protocol = Protocol.make<"responses">({ id: "openai-responses", encode, decoder })

const fieldsOf = (error: unknown) => (typeof error === "object" ? error : { message: error })

const reasonOf = (error: unknown): Reason | undefined => {
  const said = Fault.read({ error })
  return said && Fault.toReason(said)
}
