/**
 * AWS event streams written as texts, a frame a line: `messageStart {"role":"assistant"}`. An exception begins with
 * `!`, an error of no known type with `!!`; what is a `chunk` goes into an envelope of Base64.
 */
import { crc32 } from "node:zlib"

export const encode = (text: string): Uint8Array<ArrayBuffer> => {
  const frames = text.split("\n").filter((line) => line !== "")
  return new Uint8Array(Buffer.concat(frames.map(frame)))
}

const frame = (line: string): Buffer => {
  const [, mark = "", name = "", data = ""] = /^(!{0,2})(\S+) ?(.*)$/.exec(line) ?? []
  switch (mark) {
    case "!":
      return message({ ":message-type": "exception", ":exception-type": name, ":content-type": json }, data)
    case "!!":
      return message({ ":message-type": "error", ":error-code": name, ":error-message": data })
    default: {
      const bytes = Buffer.from(data).toString("base64")
      const payload = name === "chunk" ? JSON.stringify({ bytes, p: "abcdef" }) : data
      return message({ ":event-type": name, ":content-type": json, ":message-type": "event" }, payload)
    }
  }
}

const json = "application/json"

/** A frame with headers that are texts, or bytes of a type and a value. */
export const message = (headers: Readonly<Record<string, string | Buffer>>, payload = ""): Buffer => {
  const head = Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [
      Buffer.from([Buffer.byteLength(name)]),
      Buffer.from(name),
      typeof value === "string" ? sized(7, Buffer.from(value)) : value
    ])
  )
  const body = Buffer.from(payload)
  const prelude = Buffer.concat([uint32(16 + head.length + body.length), uint32(head.length)])
  const unchecked = Buffer.concat([prelude, uint32(crc32(prelude)), head, body])
  return Buffer.concat([unchecked, uint32(crc32(unchecked))])
}

/** A value that says how long it is. */
export const sized = (type: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 0xff]), value])

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
