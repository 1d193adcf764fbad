/** What each feature of the library costs by itself: it and nothing else, added to the plainest use, on the same work. */
import { Duration, Effect, Layer, Stream, Tracer } from "effect"
import { Policy, Router, Telemetry, Timeouts } from "effect-bifrost"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import * as RateLimiter from "effect/persistence/RateLimiter"
import { together } from "./goals.ts"
import { type Provided, unremembered, type Variant } from "./ours.ts"
import * as Unvalidated from "./unvalidated.ts"

const clocks = { headers: "30 seconds", firstContent: "30 seconds", idle: "1 minute", total: "10 minutes" } as const
const minutes = Duration.minutes(10)

/** Spans are made and ended, and kept by nobody. */
const tracer = Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })

const breaker = (layer: Provided): Provided =>
  layer.pipe(Policy.apply(Policy.circuitBreaker()), Layer.provide(CircuitBreaker.layerStoreMemory()))
const rate = (layer: Provided): Provided =>
  layer.pipe(
    Policy.apply(Policy.rateLimit({ limit: 1_000_000, window: "1 second" })),
    Layer.provide(RateLimiter.layerStoreMemory)
  )
const account = (layer: Provided): Provided => layer.pipe(Policy.account(() => Effect.void))
const retry = (layer: Provided): Provided => layer.pipe(Policy.apply(Policy.retry()))
const fallback = (layer: Provided): Provided => layer.pipe(Policy.fallbackTo(layer))

export const features = {
  "nothing validated": { layer: (_, origin) => Unvalidated.provider(origin) },
  "without memo": { layer: (_, origin) => unremembered(origin) },
  /** Node is told to forbid it (`processes.ts`), as Cloudflare Workers and strict pages do. */
  "without eval": {},
  runForEach: { by: "chunks" },
  "Stream.tap": { stream: Stream.tap(() => Effect.void) },
  "Collect.chat": { by: "collect" },
  includeRaw: { fields: { includeRaw: true } },
  retry: { layer: retry },
  "all four timeouts": { stream: Timeouts.set(clocks) },
  fallback: { layer: fallback },
  "fallback, continue": { layer: (layer) => layer.pipe(Policy.fallbackTo(layer, { continue: true })) },
  account: { layer: account },
  [together]: {
    layer: (layer) => account(fallback(retry(layer))),
    stream: Timeouts.set(clocks)
  },
  hedge: { layer: (layer) => layer.pipe(Policy.hedge([layer], { after: "30 seconds" })) },
  deadline: { layer: (layer) => layer.pipe(Policy.apply(Policy.deadline(minutes))) },
  limit: { layer: (layer) => layer.pipe(Policy.limit({ characters: 1e9, duration: minutes })) },
  concurrency: { layer: (layer) => layer.pipe(Policy.apply(Policy.concurrency(10_000))) },
  rateLimit: { layer: rate },
  circuitBreaker: { layer: breaker },
  spans: { stream: Stream.provideService(Tracer.Tracer, tracer) },
  metrics: { stream: Stream.provideService(Telemetry.Enabled, true) },
  Router: {
    layer: (layer) => Router.layer({ openai: layer }),
    model: (model) => `openai/${model}`
  }
} as const satisfies Record<string, Variant>
