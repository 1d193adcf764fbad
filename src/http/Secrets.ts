/**
 * What must never be said again: the secrets that signing put on a request. A provider may echo them in an error,
 * and a client in its complaint about a header.
 */
import * as Base64 from "effect/encoding/Base64"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Reason } from "../../schemas/Reason.ts"

/** All that signing added, in every spelling that may come back. */
export const of = (
  unsigned: HttpClientRequest.HttpClientRequest,
  signed: HttpClientRequest.HttpClientRequest
): ReadonlyArray<string> => {
  const headers = Object.entries(signed.headers).filter(([name, value]) => unsigned.headers[name] !== value)
  const before = new Set(unsigned.urlParams.params.map(([name]) => name))
  const params = signed.urlParams.params.filter(([name]) => !before.has(name))
  return spellings(
    [...headers, ...params].map(([, value]) => (Redacted.isRedacted(value) ? Redacted.value(value) : value))
  )
}

/** What a proof holds that is worth hiding, in every spelling, the longest first. */
export const spellings = (proofs: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(proofs.flatMap(partsOf).flatMap(spelled))].sort((a, b) => b.length - a.length)

/** Shorter words of a header are no secrets: the names of schemes and fields. */
const shortestWord = 12

/** A value and what it is made of: without its scheme, a password in it, the long words of a scheme of one's own. */
const partsOf = (value: string): ReadonlyArray<string> => {
  const bare = value.replace(/^\w+ /, "")
  const pair = /^basic /i.test(value) ? Result.getOrElse(Base64.decodeString(bare), () => "") : ""
  const words = bare.split(/[\s,;="']+/).filter((word) => word.length >= shortestWord)
  return [bare, pair, pair.slice(pair.indexOf(":") + 1), ...words].filter((part) => part.length > 3)
}

/** As it is, as a URL or a form spells it, as JSON may, and in Base64. */
const spelled = (secret: string): ReadonlyArray<string> => {
  const encoded = [encodeURIComponent(secret), String(new URLSearchParams({ "": secret })).slice(1)]
  const lower = encoded.map((text) => text.replace(/%../g, (code) => code.toLowerCase()))
  const bases = inBase64(secret).flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")])
  const json = JSON.stringify(secret).slice(1, -1)
  return [secret, ...encoded, ...lower, json, json.replaceAll("/", "\\/"), ...bases]
}

/** What of it is the same at each of the three places that it may have among other bytes. */
const inBase64 = (secret: string): ReadonlyArray<string> =>
  secret.length < shortestWord ? [] : ["", "x", "xx"].map((before) => Base64.encode(before + secret).slice(4, -4))

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
