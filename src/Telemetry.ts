/**
 * What you may ask of telemetry. It speaks through Effect's own tracer and metrics, by OpenTelemetry's `gen_ai.*`
 * conventions: a span for each request, a span for each attempt inside it, and histograms. Each setting is a
 * Reference, read in the fiber that runs the stream. See `docs/telemetry.md`.
 */
import * as Context from "effect/Context"

/**
 * Whether there are spans and histograms. Default: where a tracer other than Effect's own, which exports nothing, is
 * provided. Set it to `true` for histograms without a tracer; where it is `false`, or nobody listens, nothing is done.
 */
export const Enabled = Context.Reference<boolean | undefined>("bifrost/Telemetry/Enabled", {
  defaultValue: () => undefined
})

export interface Content {
  /** All texts of one attribute together, in characters. Default: 8192. */
  readonly maxCharacters?: number
  /** What becomes of each text before it is exported. Default: it stays as it is. */
  readonly redact?: (text: string) => string
}

/**
 * Whether request spans hold what was asked and answered, and what providers said of failures, for they may quote
 * it. Images, audio and files are never held, only their kinds. Default: not.
 */
export const CaptureContent = Context.Reference<Content | undefined>("bifrost/Telemetry/CaptureContent", {
  defaultValue: () => undefined
})

/** Whether providers are told of the trace, in a `traceparent` header. Default: not; for gateways of your own. */
export const Propagation = Context.Reference<boolean>("bifrost/Telemetry/Propagation", { defaultValue: () => false })
