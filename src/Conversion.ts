/**
 * One operation through another's wire, where a host or a model lacks its own. What the other wire cannot carry is
 * refused before anything is sent, and every converted answer says in its warnings that it was.
 */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../schemas/Chat.ts"
import type { Operation } from "../schemas/Operation.ts"
import { type Reason, ServerFailed } from "../schemas/Reason.ts"
import type { ResponsesEvent } from "../schemas/ResponsesEvent.ts"
import type { TextChunk, TextRequest } from "../schemas/Text.ts"
import type { Decoder } from "./Decoder.ts"
import * as Protocol from "./Protocol.ts"
import * as ResponsesInput from "./conversion/ResponsesInput.ts"
import * as ResponsesLifecycle from "./conversion/ResponsesLifecycle.ts"

/** The text operation over a chat wire: the prompt becomes a user's message, and only what is said comes back. */
export const textViaChat = (chat: Protocol.Protocol<"chat">): Protocol.Protocol<"text"> => ({
  ...Protocol.through<"text", "chat">(chat, {
    request: asChat,
    answer: textDecoder,
    warning: (model) =>
      `The text operation goes through chat for ${model}: the prompt is sent as a user's message, and reasoning is not shown.`
  }),
  converts: "chat"
})

/** The responses operation over a chat wire: the standard's whole lifecycle, told of what a chat answers. */
export const responsesViaChat = (chat: Protocol.Protocol<"chat">): Protocol.Protocol<"responses"> => ({
  ...Protocol.through<"responses", "chat">(chat, {
    request: ResponsesInput.toChat,
    answer: responsesDecoder,
    warning: (model) =>
      `The responses operation goes through chat for ${model}: its events are made here, and nothing is stored.`
  }),
  converts: "chat"
})

/** Two protocols of one operation, chosen by the model: those that are listed (and their versions) go by `listed`. */
export const byModel = <O extends Operation>(choice: {
  readonly models: ReadonlyArray<string>
  readonly listed: Protocol.Protocol<O>
  readonly others: Protocol.Protocol<O>
}): Protocol.Protocol<O> => {
  const table = Object.fromEntries(choice.models.map((model) => [model, choice.listed]))
  return {
    ...choice.listed,
    open: (request, options) => (Protocol.ofModel(table, request.model) ?? choice.others).open(request, options)
  }
}

const asChat = (request: TextRequest): Result.Result<ChatRequest, Reason> => {
  const { bestOf: _b, echo, logprobs, prompt, suffix: _s, ...shared } = request
  const refused = Protocol.refuse(
    { ...request, echo: echo || undefined },
    {
      suffix: "use a model that completes, or ask for the gap in the prompt",
      echo: "put the prompt before the answer yourself",
      bestOf: "use n and choose"
    }
  )
  if (Result.isFailure(refused)) return Result.fail(refused.failure)
  const [first, ...more] = typeof prompt === "string" ? [prompt] : prompt
  if (first === undefined || more.length > 0) {
    const what = `${more.length === 0 ? "no prompt" : "several prompts"} through chat`
    return Protocol.unsupported(what, "send one request for each prompt")
  }
  return Result.succeed({
    ...shared,
    messages: [{ role: "user", content: first }],
    ...(logprobs !== undefined && { logprobs: true, topLogprobs: logprobs })
  })
}

type Raw = Exclude<TextChunk, { readonly _tag: "Seam" }>

/** Reads chat chunks and says text chunks. */
const textDecoder = (chat: Decoder<ChatChunk>): Decoder<TextChunk> => {
  const refusals = new Set<number>()
  let unspoken: ReadonlyArray<unknown> = []

  const withRaw = (chunk: Raw, raw: ReadonlyArray<unknown> | undefined): TextChunk => {
    if (raw === undefined && unspoken.length === 0) return chunk
    const all = [...unspoken, ...(raw ?? [])]
    unspoken = []
    return { ...chunk, raw: all }
  }
  const asText = (chunk: ChatChunk): ReadonlyArray<TextChunk> => {
    switch (chunk._tag) {
      case "Start":
      case "Seam":
        return [chunk]
      case "Text":
        return [withRaw(chunk, chunk.raw)]
      case "Refusal": {
        const { choice, delta, raw } = chunk
        refusals.add(choice)
        return [withRaw({ _tag: "Text", choice, delta }, raw)]
      }
      case "Finish": {
        const choices = chunk.choices.map((end) =>
          refusals.has(end.index) ? { ...end, reason: "content-filter" as const } : end
        )
        return [withRaw({ ...chunk, choices }, chunk.raw)]
      }
      default:
        // a text answer has no place for it; `raw` keeps it
        unspoken = [...unspoken, ...(chunk.raw ?? [])]
        return []
    }
  }
  return {
    read: (bytes) => chat.read(bytes).flatMap(asText),
    isDone: chat.isDone,
    end: () => {
      const { chunks: last, unsaid, ...ending } = chat.end()
      const chunks = last.flatMap(asText)
      const kept = unsaid === undefined ? undefined : asText(unsaid).at(-1)
      return { ...ending, chunks, ...(kept !== undefined && { unsaid: kept }) }
    }
  }
}

/** Reads chat chunks and says events. Chunks of other choices than the first have no place in them. */
const responsesDecoder = (chat: Decoder<ChatChunk>): Decoder<ResponsesEvent> => {
  const lifecycle = ResponsesLifecycle.make()
  let unspoken: ReadonlyArray<unknown> = []
  const asEvents = (chunk: ChatChunk): ReadonlyArray<ResponsesEvent> => {
    if ("choice" in chunk && chunk.choice !== 0) return []
    const raw = "raw" in chunk ? [...unspoken, ...(chunk.raw ?? [])] : unspoken
    const [first, ...more] = lifecycle.add(chunk)
    unspoken = first === undefined ? raw : []
    if (first === undefined) return []
    return [raw.length > 0 ? Object.assign({ raw }, first) : first, ...more]
  }
  const isFailed = (chunk: ChatChunk) => chunk._tag === "Finish" && chunk.choices[0]?.reason === "error"
  return {
    read: (bytes) => chat.read(bytes).flatMap(asEvents),
    isDone: chat.isDone,
    end: () => {
      const { chunks: last, unsaid, ...ending } = chat.end()
      const failed = last.find(isFailed)
      if (failed !== undefined) {
        const failure = new ServerFailed({ description: "the answer ended with an error" })
        return {
          failure,
          chunks: last.filter((chunk) => chunk !== failed).flatMap(asEvents),
          ...lastOf(lifecycle.add(failed))
        }
      }
      const chunks = last.flatMap(asEvents)
      return { ...ending, chunks, ...lastOf(unsaid === undefined ? [] : lifecycle.add(unsaid)) }
    }
  }
}

const lastOf = (events: ReadonlyArray<ResponsesEvent>) => {
  const unsaid = events.at(-1)
  return unsaid === undefined ? {} : { unsaid }
}
