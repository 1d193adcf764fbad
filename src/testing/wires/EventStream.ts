/** AWS event streams, as they are written: frames that say how long they are, with headers that are texts, and checksums. */
import { crc32 } from "../../wire/EventStream.ts"

/** Two lengths and their checksum before, one checksum behind. */
const around = 16
const textType = 7

const utf8 = new TextEncoder()

/** An event of a type, with a JSON payload. */
export const event = (type: string, payload: unknown): Uint8Array =>
  frame({ ":event-type": type, ":content-type": "application/json", ":message-type": "event" }, payload)

/** A failure that the service's model knows. */
export const exception = (type: string, payload: unknown): Uint8Array =>
  frame({ ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" }, payload)

const frame = (headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array => {
  const head = headersOf(headers)
  const body = utf8.encode(JSON.stringify(payload))
  const length = around + head.length + body.length
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, length)
  view.setUint32(4, head.length)
  view.setUint32(8, crc32(bytes.subarray(0, 8)))
  bytes.set(head, 12)
  bytes.set(body, 12 + head.length)
  view.setUint32(length - 4, crc32(bytes.subarray(0, length - 4)))
  return bytes
}

const headersOf = (headers: Readonly<Record<string, string>>): Uint8Array =>
  Uint8Array.from(
    Object.entries(headers).flatMap(([name, text]) => {
      const value = utf8.encode(text)
      return [name.length, ...utf8.encode(name), textType, value.length >> 8, value.length & 0xff, ...value]
    })
  )
