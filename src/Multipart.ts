/** A form with one file, streamed: a large file is never held in memory. */
import * as HttpBody from "effect/http/HttpBody"
import * as Stream from "effect/Stream"
import type { JsonObject } from "../schemas/Generation.ts"

export interface File {
  /** The form's field. */
  readonly field: string
  readonly fileName: string
  readonly mediaType: string
  readonly content: Uint8Array | Stream.Stream<Uint8Array, unknown>
}

/** Arrays become repeated fields, objects JSON. With bytes the length is known and sent; with a stream it is not. */
export const body = (fields: JsonObject, file: File): HttpBody.HttpBody => {
  const boundary = `bifrost-${crypto.randomUUID()}`
  const text = new TextEncoder()
  const part = (disposition: string, more = "") =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const)
  )
  const head = text.encode(
    entries
      .map(([name, value]) => {
        const content = typeof value === "object" ? JSON.stringify(value) : String(value)
        return `${part(`name="${quoted(name)}"`)}${content}\r\n`
      })
      .join("") +
      part(
        `name="${quoted(file.field)}"; filename="${quoted(file.fileName)}"`,
        `Content-Type: ${file.mediaType.replace(/[\r\n]/g, "")}\r\n`
      )
  )
  const tail = text.encode(`\r\n--${boundary}--\r\n`)
  const { content } = file
  const isBytes = content instanceof Uint8Array
  const stream = isBytes
    ? Stream.make(head, content, tail)
    : Stream.make(head).pipe(Stream.concat(content), Stream.concat(Stream.make(tail)))
  const length = isBytes ? head.length + content.length + tail.length : undefined
  return HttpBody.stream(stream, `multipart/form-data; boundary=${boundary}`, length)
}

/** As browsers escape names in forms (WHATWG HTML, multipart form data). */
const quoted = (name: string) =>
  name.replace(/["\r\n]/g, (char) => (char === '"' ? "%22" : char === "\r" ? "%0D" : "%0A"))
