/**
 * Histograms, with the conventions' names, units, attributes and buckets. One value holds the histograms of one
 * answer, so that a series is looked up by attributes that are known already.
 */
import type * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import type { Usage } from "../../schemas/Usage.ts"
import type { Attributes } from "./Asked.ts"
import { bifrost, genAi, metrics } from "./names.ts"

/** The conventions' own; seconds. */
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
/** The conventions' own; tokens. */
const tokens = Array.from({ length: 14 }, (_, power) => 4 ** power)
const attempts = [1, 2, 3, 4, 5, 8, 13]

const kinds = {
  duration: { name: metrics.duration, unit: "s", boundaries: seconds, description: "How long a request took." },
  timeToFirstChunk: {
    name: metrics.timeToFirstChunk,
    unit: "s",
    boundaries: seconds,
    description: "From a request until its first chunk."
  },
  timePerOutputChunk: {
    name: metrics.timePerOutputChunk,
    unit: "s",
    boundaries: seconds,
    description: "From one chunk until the next."
  },
  tokens: { name: metrics.tokens, unit: "{token}", boundaries: tokens, description: "Tokens that an attempt used." },
  attempts: {
    name: bifrost.attempts,
    unit: "{attempt}",
    boundaries: attempts,
    description: "How many attempts a request took."
  }
} as const

/** A histogram of one series. `CurrentMetricAttributes` and the registry are the context's. */
export const histogram = (
  kind: keyof typeof kinds,
  attributes: Attributes,
  context: Context.Context<never>
): ((value: number) => void) => {
  const { boundaries, description, name, unit } = kinds[kind]
  const told = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]))
  const metric = Metric.histogram(name, { description, boundaries, attributes: { ...told, unit } })
  return (value) => metric.updateUnsafe(value, context)
}

/** What an attempt used, where the provider said so. */
export const countTokens = (
  { input, output }: Usage,
  attributes: Attributes,
  context: Context.Context<never>
): void => {
  if (input !== undefined) histogram("tokens", { ...attributes, [genAi.tokenType]: "input" }, context)(input)
  if (output !== undefined) histogram("tokens", { ...attributes, [genAi.tokenType]: "output" }, context)(output)
}
