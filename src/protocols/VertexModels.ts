/**
 * Vertex AI's models, by who published them: each publisher's speak a wire, at a path of their own. A model is called
 * `publisher/name`, as in `anthropic/claude-sonnet-4-5@20250929`; a bare name is Anthropic's where it begins with
 * `claude-`, and else Google's own, as Google's SDK has it.
 */
import * as Result from "effect/Result"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type { Message } from "../../schemas/Content.ts"
import type { Operation } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as AnthropicContent from "./AnthropicContent.ts"
import * as AnthropicMessages from "./AnthropicMessages.ts"
import * as GeminiGenerateContent from "./GeminiGenerateContent.ts"
import * as OpenAiChat from "./OpenAiChat.ts"
import * as OpenAiChatRequest from "./OpenAiChatRequest.ts"
import * as OpenAiDialect from "./OpenAiDialect.ts"

/** What a publisher's models speak; they are asked by their bare names. */
export interface Publishers<O extends Operation> {
  readonly [publisher: string]: Protocol.Protocol<O>
}

/**
 * The protocol of a model's publisher. Those that are not listed go by `others`, with their publisher before the name;
 * without `others` they are `Unsupported`.
 */
export const byPublisher = <O extends Operation>(
  listed: Publishers<O> & { readonly google: Protocol.Protocol<O> },
  others?: Protocol.Protocol<O>
): Protocol.Protocol<O> => ({
  ...listed.google,
  open: (request, options) => {
    const { name, publisher } = nameOf(request.model)
    const own = Object.hasOwn(listed, publisher) ? listed[publisher] : undefined
    if (own !== undefined) return own.open({ ...request, model: name }, options)
    return (
      others?.open({ ...request, model: `${publisher}/${name}` }, options) ??
      Protocol.unsupported(`this operation with a model by ${publisher}`, "use one by google")
    )
  }
})

/** As it is called in a path is good as well: `publishers/google/models/gemini-2.5-flash`. */
const nameOf = (model: string): { readonly publisher: string; readonly name: string } => {
  const [, publisher, name] = /^(?:publishers\/)?([^/]+)\/(?:models\/)?(.+)$/s.exec(model) ?? []
  if (publisher !== undefined && name !== undefined) return { publisher, name }
  return { publisher: model.startsWith("claude-") ? "anthropic" : "google", name: model }
}

/** Gemini in its own wire, whichever operation goes through it. */
export const gemini = <O extends Operation>(protocol: Protocol.Protocol<O>): Protocol.Protocol<O> =>
  under("publishers/google/models", protocol)

/** A Gemini that you have tuned, by the number of its endpoint. */
export const tuned = <O extends Operation>(protocol: Protocol.Protocol<O>): Protocol.Protocol<O> =>
  under("endpoints", protocol)

/** A name with a slash would be a path of its own, out of this one. */
const under = <O extends Operation>(path: string, protocol: Protocol.Protocol<O>): Protocol.Protocol<O> => ({
  ...protocol,
  open: (request, options) =>
    request.model.includes("/")
      ? Protocol.unsupported(`a model called ${request.model}`)
      : protocol.open({ ...request, model: `${path}/${request.model}` }, options)
})

/**
 * Gemini's chat. Vertex wants to be told what a file is that it fetches itself, keeps none that were uploaded, and has
 * labels, which Gemini's own API has not.
 */
export const geminiChat: Protocol.Protocol<"chat"> = {
  ...GeminiGenerateContent.protocol,
  open: ({ metadata, ...request }, options) =>
    Result.flatMap(checkSources(request.messages), () =>
      GeminiGenerateContent.protocol.open(request, { ...(metadata && { labels: metadata }), ...options })
    )
}

const checkSources = (messages: ReadonlyArray<Message>): Result.Result<void, Reason> => {
  for (const { content } of messages) {
    for (const part of typeof content === "string" ? [] : content) {
      if (!("source" in part)) continue
      const { source, type } = part
      if ("fileId" in source)
        return Protocol.unsupported(`${type} by id`, "give its URL in Cloud Storage, or its bytes")
      if ("url" in source && source.mediaType === undefined) {
        return Protocol.unsupported(`${type} by URL without its media type`, "give its mediaType")
      }
    }
  }
  return Result.void
}

/** Claude, in Anthropic's words: the model stands in the path, and the version in the body. */
export const claude = Protocol.make<"chat">({
  id: AnthropicContent.wire,
  encode: (request) =>
    Result.map(AnthropicMessages.encode(request), ({ fields: { model: _, ...fields }, ...encoded }) => ({
      ...encoded,
      path: rawPredict("anthropic", request.model),
      fields: { anthropic_version: "vertex-2023-10-16", ...fields }
    })),
  decoder: AnthropicMessages.decoderOver(Framing.sse)
})

/** Names may have an `@` before their version; it needs no escape in a path. */
const rawPredict = (publisher: string, model: string) =>
  `/publishers/${publisher}/models/${encodeURIComponent(model).replaceAll("%40", "@")}:streamRawPredict`

/** What is no Gemini and no Claude speaks OpenAI's chat, in a dialect: open models all at one place. */
export const open = (differences: Partial<OpenAiDialect.Dialect>): Protocol.Protocol<"chat"> =>
  imitator(differences, () => "/endpoints/openapi/chat/completions")

/** The same, where a partner's models are asked: each at its own. */
export const partner = (publisher: string, differences: Partial<OpenAiDialect.Dialect>): Protocol.Protocol<"chat"> =>
  imitator(differences, ({ model }) => rawPredict(publisher, model))

const imitator = (differences: Partial<OpenAiDialect.Dialect>, place: (request: ChatRequest) => string) => {
  const encode = OpenAiChatRequest.encode({ ...OpenAiDialect.imitator, ...differences })
  return Protocol.make<"chat">({
    id: OpenAiChat.protocol.id,
    encode: (request) => Result.map(encode(request), (encoded) => ({ ...encoded, path: place(request) })),
    decoder: OpenAiChat.decoderOver(Framing.sse)
  })
}
