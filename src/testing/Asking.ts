/** What a request's body asks, in fields: a JSON object's, or a form's. Pure. A form's file is named, not kept. */
import * as Latin1 from "./Latin1.ts"

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const fields = (contentType: string | undefined, body: ArrayBuffer): Fields => {
  if (contentType?.startsWith("multipart/form-data") === true) return formOf(Latin1.fromBytes(new Uint8Array(body)))
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return isFields(value) ? value : {}
  } catch {
    return {} // whatever it is, it has no fields; the wire's own answer says what it misses
  }
}

const part = /Content-Disposition: form-data; name="([^"]*)"(?:; filename="([^"]*)")?[^\r]*\r\n(?:[^\r]+\r\n)*\r\n/gi

const formOf = (text: string): Fields => {
  const found: Record<string, unknown> = {}
  for (const match of text.matchAll(part)) {
    const [head, name = "", fileName] = match
    const rest = text.slice(match.index + head.length)
    const end = rest.indexOf("\r\n--")
    found[name] = fileName === undefined ? utf8(rest.slice(0, end)) : fileName
  }
  return found
}

const utf8 = (latin1: string): string => new TextDecoder().decode(Latin1.toBytes(latin1))
