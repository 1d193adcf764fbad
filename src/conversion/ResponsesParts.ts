/** The content parts of the Responses standard's items, read into ours. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type AssistantPart, type InputPart, Own, type Source } from "../../schemas/Content.ts"
import { Rejected, type Unsupported } from "../../schemas/Reason.ts"
import type { Item } from "../../schemas/Responses.ts"
import * as ResponsesPart from "../../schemas/ResponsesPart.ts"
import * as Base64 from "../wire/Base64.ts"

const isText = Schema.is(ResponsesPart.Text)
const isOwn = Schema.is(Own)
const isBase64 = Schema.is(ResponsesPart.Base64)
const read = Schema.decodeUnknownResult(ResponsesPart.Part)

const unread = (part: unknown): Result.Result<never, Rejected> => {
  const type = typeof part === "object" && part !== null && "type" in part ? String(part.type) : "unknown"
  return Result.fail(new Rejected({ description: `a content part of type "${type}" has no place in this input` }))
}

/** Of a user or a tool. */
export const input = (part: unknown): Result.Result<InputPart, Rejected | Unsupported> => {
  const found = read(part)
  if (Result.isFailure(found)) return unread(part)
  const one = found.success
  switch (one.type) {
    case "refusal":
      return unread(part)
    case "input_image": {
      const source = sourceOf(one.image_url, one.file_id)
      if (source === undefined) return unread(part)
      return Result.succeed({ type: "image", source, ...(one.detail != null && { detail: one.detail }) })
    }
    case "input_file": {
      const source = sourceOf(one.file_data ?? one.file_url, one.file_id)
      if (source === undefined) return unread(part)
      return Result.succeed({ type: "file", source, ...(one.filename != null && { name: one.filename }) })
    }
    case "input_audio": {
      const { data, format } = one.input_audio
      const mediaType = format === "mp3" ? "audio/mpeg" : `audio/${format}`
      return Result.succeed({ type: "audio", source: { data: Base64.decode(data), mediaType } })
    }
    default:
      return Result.succeed({ type: "text", text: one.text })
  }
}

/** Of an assistant. */
export const said = (part: unknown): Result.Result<AssistantPart, Rejected> => {
  const found = read(part)
  if (Result.isFailure(found)) return unread(part)
  const one = found.success
  if (one.type === "refusal") return Result.succeed({ type: "refusal", refusal: one.refusal })
  if (!("text" in one)) return unread(part)
  const { cited, signature, text } = one
  return Result.succeed({
    type: "text",
    text,
    ...(signature != null && { signature }),
    ...(cited != null && { cited })
  })
}

/** Instructions are words alone. */
export const textOf = (content: string | ReadonlyArray<InputPart>): string =>
  typeof content === "string" ? content : content.map((part) => (part.type === "text" ? part.text : "")).join("\n")

/** The thought itself, or what is shown of it. */
export const thoughtOf = ({ content, summary }: Item): string => {
  const words = (parts: unknown) =>
    Array.isArray(parts) ? parts.map((part: unknown) => (isText(part) ? part.text : "")).join("") : ""
  return words(content) || words(summary)
}

/** The proof that an item is its provider's own, where it came with one. */
export const signatureOf = ({ signature }: Item): { readonly signature?: string } =>
  typeof signature === "string" ? { signature } : {}

/** What goes back to one wire alone. */
export const ownOf = ({ own }: Item): { readonly own?: Own } => (isOwn(own) ? { own } : {})

/** An image that a model made. */
export const imageOf = ({ media_type, result }: Item): Source | undefined => {
  if (typeof result !== "string") return undefined
  if (!isBase64(result)) return sourceOf(result, undefined)
  return { data: Base64.decode(result), mediaType: typeof media_type === "string" ? media_type : "image/png" }
}

const sourceOf = (url: string | null | undefined, fileId: string | null | undefined): Source | undefined => {
  if (fileId != null) return { fileId }
  if (url == null) return undefined
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? []
  if (mediaType === undefined || data === undefined || !isBase64(data)) return { url }
  return { data: Base64.decode(data), mediaType }
}
