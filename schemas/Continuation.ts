/**
 * How one provider goes on with an answer that another broke off: by its words alone, put before the answer as if
 * the model had said them already. Only operations that write words have a way; no IO and no clock.
 */
import type { BifrostError } from "./BifrostError.ts"
import type { ChatChunk, ChatRequest } from "./Chat.ts"
import type { AssistantMessage } from "./Content.ts"
import type { TextChunk, TextRequest } from "./Text.ts"

export interface Continuation<Request, Chunk> {
  /** The request for the rest of an answer, of which `said` was heard; `undefined` where no one text is asked for. */
  readonly resume: (request: Request, said: string) => Request | undefined
  /** The words of a chunk; `undefined` where it says what words do not carry on: a thought, a call, a sound. */
  readonly textOf: (chunk: Chunk) => string | undefined
  /** The same chunk without its first characters, in UTF-16 code units; `undefined` where nothing is left of it. */
  readonly without: (chunk: Chunk, length: number) => Chunk | undefined
  /** Who speaks from this chunk on, where it says so. */
  readonly speakerOf: (chunk: Chunk) => string | undefined
  /** The chunk that marks the place. */
  readonly seam: (seam: { readonly from: string; readonly to: string; readonly error: BifrostError }) => Chunk
}

/** What is cut has no log probabilities any more, for a cut keeps to no token. */
const cut = <Text extends { readonly delta: string; readonly logprobs?: unknown }>(text: Text, length: number) => {
  const { logprobs: _, ...rest } = text
  return { ...rest, delta: text.delta.slice(length) }
}

type Both = TextChunk | ChatChunk
const both = {
  textOf: (chunk: Both) => {
    switch (chunk._tag) {
      case "Text":
        return chunk.choice === 0 ? chunk.delta : undefined
      case "Start":
      case "Seam":
      case "Finish":
        return ""
      default:
        return undefined
    }
  },
  speakerOf: (chunk: Both) => (chunk._tag === "Start" ? chunk.provider : chunk._tag === "Seam" ? chunk.to : undefined)
}

/** The prompt grows. Not where there are several prompts or answers, or where an answer repeats its prompt. */
export const text: Continuation<TextRequest, TextChunk> = {
  ...both,
  without: (chunk, length) => {
    if (chunk._tag !== "Text" || length === 0) return chunk
    return chunk.delta.length > length ? cut(chunk, length) : undefined
  },
  seam: (seam) => ({ _tag: "Seam", ...seam }),
  resume: (request, said) => {
    const prompts = typeof request.prompt === "string" ? [request.prompt] : request.prompt
    const [prompt, ...others] = prompts
    if (prompt === undefined || others.length > 0 || (request.n ?? 1) > 1 || request.echo === true) return undefined
    return { ...request, prompt: prompt + said }
  }
}

/** The assistant has said something already: in a last message of its own, or in the request's own beginning. */
export const chat: Continuation<ChatRequest, ChatChunk> = {
  ...both,
  // a signature outlives its words
  without: (chunk, length) => {
    if (chunk._tag !== "Text" || length === 0) return chunk
    return chunk.delta.length > length || chunk.signature !== undefined ? cut(chunk, length) : undefined
  },
  seam: (seam) => ({ _tag: "Seam", ...seam }),
  resume: (request, said) => {
    if ((request.n ?? 1) > 1) return undefined
    if (said === "") return request
    const last = request.messages.at(-1)
    const messages = last?.role === "assistant" ? request.messages.slice(0, -1) : request.messages
    return { ...request, messages: [...messages, grown(last?.role === "assistant" ? last : begun, said)] }
  }
}

const begun: AssistantMessage = { role: "assistant", content: "" }
const grown = (message: AssistantMessage, said: string): AssistantMessage => ({
  ...message,
  content:
    typeof message.content === "string" ? message.content + said : [...message.content, { type: "text", text: said }]
})
