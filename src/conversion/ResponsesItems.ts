/**
 * What a chat answer is made of, as the Responses standard writes it: parts, thoughts, images, annotations, usage.
 * What the standard has no word for is an item of a type of ours, `bifrost:…`, as it asks of extensions.
 */
import * as Base64 from "effect/encoding/Base64"
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { Logprob } from "../../schemas/Chunk.ts"
import type { Cited, Own } from "../../schemas/Content.ts"
import type { Item } from "../../schemas/Responses.ts"
import type { Usage } from "../../schemas/Usage.ts"
import * as ReasoningSeal from "./ReasoningSeal.ts"

type Of<Tag extends ChatChunk["_tag"]> = Extract<ChatChunk, { readonly _tag: Tag }>
type Fields = Record<string, unknown>

/** A part of a message while it grows. */
export interface Part {
  readonly type: "output_text" | "refusal"
  text: string
  signature: string | undefined
  cited: Cited | undefined
  readonly annotations: Array<Fields>
  readonly logprobs: Array<Fields>
}

export const makePart = (type: Part["type"]): Part => ({
  type,
  text: "",
  signature: undefined,
  cited: undefined,
  annotations: [],
  logprobs: []
})

export const part = ({ annotations, cited, logprobs, signature, text, type }: Part): Fields =>
  type === "refusal"
    ? { type, refusal: text }
    : {
        ...{ type, text, annotations: [...annotations], logprobs: [...logprobs] },
        ...(signature !== undefined && { signature }),
        ...(cited !== undefined && { cited })
      }

export const thoughtPart = (text: string): Fields => ({ type: "reasoning_text", text })

/** The standard's summary stays empty: what chat wires show is the thought itself. */
export const thought = (id: string, status: string, text: string, seal: ReasoningSeal.Seal): Item => {
  const sealed = ReasoningSeal.write(seal)
  return {
    ...{ type: "reasoning", id, status, summary: [], content: text === "" ? [] : [thoughtPart(text)] },
    ...(sealed !== undefined && { encrypted_content: sealed })
  }
}

/** A call without arguments is a call with `{}`. */
export const call = (
  open: { readonly id: string; readonly callId: string; readonly name: string; readonly own: Own | undefined },
  status: string,
  text: string,
  signature: string | undefined
): Item => ({
  ...{ type: "function_call", id: open.id, call_id: open.callId, name: open.name, status, arguments: text },
  ...(signature !== undefined && { signature }),
  ...(open.own !== undefined && { own: open.own })
})

export const image = ({ signature, source }: Of<"File">): Item => ({
  type: "image_generation_call",
  ...("url" in source ? { result: source.url } : { result: Base64.encode(source.data), media_type: source.mediaType }),
  ...(signature !== undefined && { signature })
})

export const audio = ({ data, id, transcript }: Of<"Audio">): Item => ({
  ...{ type: "bifrost:audio", data: Base64.encode(data) },
  ...(id !== undefined && { spoken: id }),
  ...(transcript !== undefined && { transcript })
})

export const other = ({ kind, value, wire }: Of<"Other">): Item => ({
  ...{ type: "bifrost:other", kind, value },
  ...(wire !== undefined && { wire })
})

export const annotation = ({ end, source, start, text, title, url }: Of<"Citation">): Fields => ({
  type: url === undefined ? "bifrost:citation" : "url_citation",
  ...(url !== undefined && { url }),
  ...(title !== undefined && { title }),
  ...(source !== undefined && { source }),
  ...(text !== undefined && { text }),
  ...(start !== undefined && { start_index: start }),
  ...(end !== undefined && { end_index: end })
})

export const logprob = ({ logprob, token, top = [] }: Logprob): Fields => ({ token, logprob, top_logprobs: top })

/** What was reported, and no zeros besides. */
export const usage = ({ cacheWrite, cachedInput, input, output, reasoning, total }: Usage): Fields => ({
  ...(input !== undefined && { input_tokens: input }),
  ...((cachedInput ?? cacheWrite) !== undefined && {
    input_tokens_details: {
      ...(cachedInput !== undefined && { cached_tokens: cachedInput }),
      ...(cacheWrite !== undefined && { cache_write_tokens: cacheWrite })
    }
  }),
  ...(output !== undefined && { output_tokens: output }),
  ...(reasoning !== undefined && { output_tokens_details: { reasoning_tokens: reasoning } }),
  ...(total !== undefined && { total_tokens: total })
})
