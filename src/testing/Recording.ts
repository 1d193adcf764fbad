/** One exchange as it lies in a file: JSON for people, with texts as lines. Pure. What is no text is Base64. */
import * as Schema from "effect/Schema"
import * as Base64 from "../wire/Base64.ts"
import * as Latin1 from "./Latin1.ts"

const Bytes = Schema.Union([
  Schema.Struct({ lines: Schema.Array(Schema.String) }),
  Schema.Struct({ base64: Schema.String })
])
export type Bytes = typeof Bytes.Type

const headers = Schema.Record(Schema.String, Schema.String)

export const Recording = Schema.Struct({
  request: Schema.Struct({
    method: Schema.String,
    url: Schema.String,
    headers,
    body: Schema.Union([Schema.Struct({ json: Schema.Unknown }), Bytes])
  }),
  response: Schema.Struct({
    /** From sending until the headers, in milliseconds. */
    afterMillis: Schema.Finite,
    status: Schema.Int,
    headers,
    /** The body as the network brought it, read by read, each with the milliseconds since what came before it. */
    reads: Schema.Array(Schema.Struct({ afterMillis: Schema.Finite, bytes: Bytes })),
    /** `broken`: the connection failed; `left`: the client wanted no more. */
    end: Schema.Struct({ afterMillis: Schema.Finite, how: Schema.Literals(["whole", "broken", "left"]) })
  })
})
export type Recording = typeof Recording.Type
export type Request = Recording["request"]

export const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Recording))
export const encode = (recording: Recording): string => `${JSON.stringify(recording, null, 2)}\n`

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined // no text, or cut inside a character
  }
}

export const fromBytes = (bytes: Uint8Array): Bytes => {
  const text = textOf(bytes)
  // control characters but tab, line feed and carriage return belong to no text
  if (text !== undefined && !/[^\P{Cc}\t\n\r]/u.test(text)) return { lines: text.split("\n") }
  return { base64: btoa(Latin1.fromBytes(bytes)) }
}

export const toBytes = (bytes: Bytes): Uint8Array =>
  "lines" in bytes ? new TextEncoder().encode(bytes.lines.join("\n")) : Base64.decode(bytes.base64)

/** A request's body; a form's boundary is another each time, and so has one name here. */
export const bodyOf = (contentType: string | undefined, bytes: Uint8Array): Request["body"] => {
  if (contentType !== undefined && /json/.test(contentType)) {
    try {
      const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
      return { json }
    } catch {
      return fromBytes(bytes)
    }
  }
  return fromBytes(bytes)
}

/** Whether two requests are the same. */
export const isSame = (a: Request, b: Request): boolean => keyOf(a) === keyOf(b)

const keyOf = ({ body, method, url }: Request): string => JSON.stringify([method, url, body])

/** Where the n-th exchange of a request lies, from 1: its path for people, and a number that its content makes (FNV-1a). */
export const fileName = (request: Request, n: number): string => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(keyOf(request))) hash = Math.imul(hash ^ byte, 0x01000193)
  const words = new URL(request.url).pathname.split(/[^A-Za-z0-9.]+/).filter((word) => word !== "")
  const slug = words.slice(-2).join("-").slice(0, 60) || "root"
  return `${slug}.${(hash >>> 0).toString(16).padStart(8, "0")}${n === 1 ? "" : `.${n}`}.json`
}
