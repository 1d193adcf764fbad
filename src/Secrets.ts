/**
 * What must never be said again: the secrets that signing put on a request. A provider may echo them in an error,
 * and a client in its complaint about a header.
 */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Reason } from "../schemas/Reason.ts"

/** All that signing added, as it was sent and as a URL spells it. */
export const of = (
  unsigned: HttpClientRequest.HttpClientRequest,
  signed: HttpClientRequest.HttpClientRequest
): ReadonlyArray<string> => {
  const headers = Object.entries(signed.headers).filter(([name, value]) => unsigned.headers[name] !== value)
  const before = new Set(unsigned.urlParams.params.map(([name]) => name))
  const params = signed.urlParams.params.filter(([name]) => !before.has(name))
  return [...headers, ...params]
    .map(([, value]) => (Redacted.isRedacted(value) ? Redacted.value(value) : value).replace(/^\w+ /, ""))
    .filter((value) => value.length > 3)
    .flatMap((value) => [value, encodeURIComponent(value)])
}

/** The same reason without them. */
export const scrub = (reason: Reason, secrets: ReadonlyArray<string>): Reason => {
  const { _tag, ...words } = Schema.encodeSync(Reason)(reason)
  const clean = Object.entries(words).map(([name, value]) => [
    name,
    typeof value === "string" && name !== "phase" ? secrets.reduce(without, value) : value
  ])
  return Schema.decodeUnknownSync(Reason)({ _tag, ...Object.fromEntries(clean) })
}

/** Texts are cut at a length: of a secret at the cut, enough is left to be worth hiding. */
const shortest = 8

const without = (text: string, secret: string): string => {
  const rest = text.replaceAll(secret, "<redacted>")
  for (let length = secret.length - 1; length >= shortest; length--) {
    if (rest.endsWith(secret.slice(0, length))) return `${rest.slice(0, -length)}<redacted>`
  }
  return rest
}
