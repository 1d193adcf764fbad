/** Ollama's own /api/chat. Its decoder reads /api/generate as well: a recording need not say which it is. */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import * as CallId from "../../schemas/CallId.ts"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type { AssistantMessage, InputPart, Message, SystemMessage, ToolCallPart } from "../../schemas/Content.ts"
import type { JsonObject, Reasoning, ResponseFormat, Tool } from "../../schemas/Generation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { OllamaEvent } from "../../schemas/wire/Ollama.ts"
import * as Decoder from "../Decoder.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import * as Protocol from "../Protocol.ts"
import * as ToolCalls from "../wire/ToolCalls.ts"
import { asked } from "./Asked.ts"
import * as Calls from "./Calls.ts"
import * as Hints from "./Hints.ts"
import * as OllamaAnswer from "./OllamaAnswer.ts"
import * as OtherParts from "./OtherParts.ts"

const wire = "ollama"

const encode = (given: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    const request = asked(given)
    yield* Protocol.refuse(request, {
      n: "send several requests",
      toolChoice: "say it in a system message",
      parallelToolCalls: "say it in a system message",
      logitBias: "",
      modalities: "",
      audio: "",
      verbosity: "use maxTokens, or say it in a system message",
      metadata: "",
      serviceTier: ""
    })
    yield* Protocol.refuse(request.reasoning ?? {}, { budgetTokens: "use effort", summary: "thoughts are shown whole" })
    if (request.tools?.some(({ strict }) => strict)) {
      return yield* Protocol.unsupported("arguments kept to their shape", "leave strict out, and check them")
    }
    const calls = Calls.answered(request.messages)
    const options = optionsOf(request)
    return {
      path: "/api/chat",
      fields: {
        ...Protocol.rename(request, { model: "model", logprobs: "logprobs", topLogprobs: "top_logprobs" }),
        messages: yield* Result.all(request.messages.map((message, at) => messageOf(message, calls[at]))),
        ...(request.tools && { tools: request.tools.map(tool) }),
        ...format(request.responseFormat),
        ...think(request.reasoning),
        ...(Object.keys(options).length > 0 && { options }),
        stream: true
      },
      warnings: [
        ...OtherParts.warnings(request.messages, wire),
        ...Hints.warnings(request, ["user", "cacheKey", "cacheRetention", "names", "imageDetail"])
      ]
    }
  })

/** What both of Ollama's wires file under options. */
export const optionsOf = (
  request: Pick<
    ChatRequest,
    "temperature" | "topP" | "topK" | "maxTokens" | "seed" | "frequencyPenalty" | "presencePenalty" | "stop"
  >
): JsonObject => ({
  ...Protocol.rename(request, {
    temperature: "temperature",
    topP: "top_p",
    topK: "top_k",
    maxTokens: "num_predict",
    seed: "seed",
    frequencyPenalty: "frequency_penalty",
    presencePenalty: "presence_penalty"
  }),
  ...(request.stop !== undefined && { stop: [request.stop].flat() })
})

interface State extends OllamaAnswer.State {
  readonly calls: ToolCalls.ToolCalls
  hasCalls: boolean
}

const decoder = Decoder.events<"chat">()<string, OllamaEvent, State>({
  ...OllamaAnswer.lines,
  operation: "chat",
  initial: (head) => ({ ...OllamaAnswer.initial(head), calls: ToolCalls.make(), hasCalls: false }),
  step: (state, event, say) => {
    if (event.error == null) OllamaAnswer.note(state, event)
    const thought = event.message?.thinking ?? event.thinking
    if (thought) say({ _tag: "Reasoning", choice: 0, delta: thought })
    const words = event.message?.content ?? event.response ?? ""
    const logprobs = OllamaAnswer.logprobsOf(event)
    if (words !== "" || logprobs.length > 0) {
      say({ _tag: "Text", choice: 0, delta: words, ...(logprobs.length > 0 && { logprobs }) })
    }
    for (const { function: call, id } of event.message?.tool_calls ?? []) {
      state.hasCalls = true
      const heard = state.calls.add({ choice: 0, id, name: call.name, delta: JSON.stringify(call.arguments ?? {}) })
      if (heard) say(heard)
    }
    OllamaAnswer.end(state, event, state.hasCalls)
  }
})

export const protocol = Protocol.make<"chat">({ id: wire, encode, decoder })

type Encoded<A> = Result.Result<A, Reason>

const messageOf = (message: Message, call: ToolCallPart | undefined): Encoded<JsonObject> => {
  switch (message.role) {
    case "system":
    case "developer":
      return Result.succeed({ role: "system", content: instructions(message.content) })
    case "user":
      return Result.map(inputs(message.content), (fields) => ({ role: "user", ...fields }))
    case "assistant":
      return Result.map(assistant(message.content), (fields) => ({ role: "assistant", ...fields }))
    case "tool":
      // older versions know a result by its tool's name, newer ones by the call's id
      return Result.map(inputs(message.content), (fields) => ({
        role: "tool",
        ...(call && { tool_name: call.name }),
        ...(CallId.isGiven(message.toolCallId) && { tool_call_id: message.toolCallId }),
        ...fields
      }))
  }
}

const instructions = (content: SystemMessage["content"]): string =>
  typeof content === "string" ? content : content.map(({ text }) => text).join("\n")

/** The wire has one text for a message, and its images beside. */
const inputs = (content: string | ReadonlyArray<InputPart>): Encoded<JsonObject> => {
  if (typeof content === "string") return Result.succeed({ content })
  const images: Array<string> = []
  const words: Array<string> = []
  for (const part of content) {
    if (part.type === "text") words.push(part.text)
    else if (part.type !== "image") return Protocol.unsupported(`${part.type} in a message`, "give its text")
    else if (!("data" in part.source)) return Protocol.unsupported("an image by URL or id", "give its bytes")
    else images.push(Base64.encode(part.source.data))
  }
  return Result.succeed({ content: words.join("\n"), ...(images.length > 0 && { images }) })
}

const assistant = (content: AssistantMessage["content"]): Encoded<JsonObject> => {
  if (typeof content === "string") return Result.succeed({ content })
  let words = ""
  let thoughts = ""
  const calls: Array<JsonObject> = []
  for (const part of content) {
    switch (part.type) {
      case "text":
        words += part.text
        break
      case "refusal":
        words += part.refusal
        break
      case "reasoning":
        thoughts += part.text
        break
      case "tool-call": {
        const args = Calls.argumentsOf(part)
        if (Result.isFailure(args)) return Result.fail(args.failure)
        calls.push({
          ...(CallId.isGiven(part.id) && { id: part.id }),
          function: { name: part.name, arguments: args.success }
        })
        break
      }
      case "other":
        break
      case "spoken":
      case "image":
      case "file":
        return Protocol.unsupported(`${part.type} in an assistant message`, "send it in a user message")
    }
  }
  return Result.succeed({
    content: words,
    ...(thoughts !== "" && { thinking: thoughts }),
    ...(calls.length > 0 && { tool_calls: calls })
  })
}

const tool = ({ description, name, parameters }: Tool): JsonObject => ({
  type: "function",
  function: {
    name,
    ...(description !== undefined && { description }),
    parameters: parameters === undefined ? { type: "object", properties: {} } : JsonSchema.from(parameters)
  }
})

const format = (format: ResponseFormat | undefined): JsonObject => {
  if (format === undefined || format === "text") return {}
  return { format: format === "json" ? "json" : JsonSchema.from(format.schema) }
}

/** Models that know no levels take any level for yes. */
const think = ({ effort }: Reasoning = {}): JsonObject =>
  effort === undefined ? {} : { think: effort === "none" ? false : effort }
