/**
 * What must not be written down: everything a request's headers and query carry but the few names that are known to
 * be harmless. What is hidden keeps its length, so that the places where bytes were cut stay true. Pure.
 */
import type * as Headers from "effect/http/Headers"
import * as Secrets from "../http/Secrets.ts"
import * as Latin1 from "./Latin1.ts"

const kept = {
  request: /^(content-type|accept|anthropic-version|anthropic-beta|openai-beta)$/,
  response:
    /^(content-type|content-encoding|retry-after|retry-after-ms|x-request-id|request-id|(x|anthropic)-ratelimit-[a-z-]+)$/,
  query: /^(alt|api-version)$/
}

export interface Scrubber {
  /** Remembers what a request proves itself with; it is hidden from then on, wherever it shows up. */
  readonly learn: (headers: Headers.Headers, url: URL) => void
  /** The headers that may be written. */
  readonly headers: (side: "request" | "response", headers: Headers.Headers) => Readonly<Record<string, string>>
  readonly url: (url: URL) => string
  /** Also finds what was cut between two reads, if they are given as one. */
  readonly bytes: (bytes: Uint8Array) => Uint8Array
}

/** Shorter values are no secrets, and hiding them would hide words. */
const shortest = 6

export const make = (): Scrubber => {
  const secrets = new Set<string>()
  const add = (proof: string) => {
    if (proof.length < shortest) return
    for (const secret of Secrets.spellings([proof])) secrets.add(wire(secret))
  }
  const hide = (text: string) => [...secrets].sort(longestFirst).reduce(masked, text)

  return {
    learn: (headers, url) => {
      for (const [name, value] of Object.entries(headers)) {
        if (!kept.request.test(name)) add(value)
      }
      for (const [name, value] of url.searchParams) if (!kept.query.test(name)) add(value)
      for (const part of [url.username, url.password]) add(decodeURIComponent(part))
    },
    headers: (side, headers) =>
      Object.fromEntries(
        Object.entries(headers)
          .filter(([name]) => kept[side].test(name))
          .map(([name, value]) => [name, hide(value)])
      ),
    url: (url) => {
      const clean = new URL(url)
      clean.username = clean.password = ""
      for (const name of url.searchParams.keys()) if (!kept.query.test(name)) clean.searchParams.set(name, "hidden")
      return hide(clean.href)
    },
    bytes: (bytes) => {
      const text = Latin1.fromBytes(bytes)
      const hidden = hide(text)
      return hidden === text ? bytes : Latin1.toBytes(hidden)
    }
  }
}

/** As it is among bytes. */
const wire = (text: string) => Latin1.fromBytes(new TextEncoder().encode(text))
const longestFirst = (a: string, b: string) => b.length - a.length
const masked = (text: string, secret: string) => text.replaceAll(secret, "*".repeat(secret.length))
