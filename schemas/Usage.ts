/** What an answer cost, in one spelling for all wires. */
import * as Schema from "effect/Schema"

/** Counts in tokens unless a name says otherwise. What the provider did not report is absent: zeros are never invented. */
export const Usage = Schema.Struct({
  /** All input tokens, cached ones included. */
  input: Schema.optionalKey(Schema.Finite),
  /** All output tokens, reasoning included where the provider counts it there. */
  output: Schema.optionalKey(Schema.Finite),
  /** The provider's own total. */
  total: Schema.optionalKey(Schema.Finite),
  /** Input tokens read from the provider's prompt cache. */
  cachedInput: Schema.optionalKey(Schema.Finite),
  /** Input tokens written to the provider's prompt cache. */
  cacheWrite: Schema.optionalKey(Schema.Finite),
  /** Output tokens spent on reasoning. */
  reasoning: Schema.optionalKey(Schema.Finite),
  /** Input tokens that were audio. */
  audioInput: Schema.optionalKey(Schema.Finite),
  /** Output tokens that were audio. */
  audioOutput: Schema.optionalKey(Schema.Finite),
  /** Seconds of audio, where audio is billed by time. */
  seconds: Schema.optionalKey(Schema.Finite),
  /** The provider's own last usage object, untouched. */
  raw: Schema.Unknown
})
export type Usage = typeof Usage.Type

type Counts = { readonly [K in Exclude<keyof Usage, "raw">]: unknown }

/** A provider's usage object with our names beside it; what is no finite number there is absent here. */
export const make = (raw: unknown, counts: Partial<Counts>): Usage => {
  const known: Record<string, number> = {}
  for (const [name, count] of Object.entries(counts))
    if (typeof count === "number" && Number.isFinite(count)) known[name] = count
  return { ...known, raw }
}

/** The fields of a usage object, or of one inside it; none where there is no object. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {}
