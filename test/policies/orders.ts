/**
 * Orders that matter, as a table: for two policies, what each order means, and what it does in a small case. The tests
 * run each case; the guide shows the table.
 */
import { type Duration, type Effect, Layer, Schedule } from "effect"
import { Policy, type StreamingProvider, Timeouts } from "effect-bifrost"
import { CircuitBreaker, RateLimiter } from "effect/persistence"

export type Chat = Layer.Layer<StreamingProvider<"chat">>

/** How a provider of a case behaves. */
export interface Engine {
  /** How often it fails first, asking to come again in a second, for each request. Default: never. */
  readonly fails?: number
  /** How long it takes. Default: no time. */
  readonly lasts?: Duration.Input
}

export interface Order {
  readonly inside: string
  readonly outside: string
  readonly means: string
  /** `hangs` is a server that never answers. */
  readonly primary: Engine | "hangs"
  readonly backup?: Engine
  readonly stack: (primary: Chat, backup: Chat, note: (word: string) => Effect.Effect<void>) => Chat
  /** Requests, one after another or at once. Default: one. */
  readonly requests?: { readonly count: number; readonly atOnce: boolean }
  /** Who was asked when, and how each request ended, on the clock. */
  readonly happens: string
}

const retry = Policy.apply(Policy.retry())
const steady = Policy.apply(Policy.retry(Schedule.max([Schedule.spaced("1 second"), Schedule.recurs(2)])))
const deadline = (limit: Duration.Input) => Policy.apply(Policy.deadline(limit))
const onePermit = Policy.apply(Policy.concurrency(1))
const clocks = Policy.apply((stream) => Timeouts.set({ headers: "1 second" })(stream))
const limits = RateLimiter.layerStoreMemory
const limited = (layer: Chat): Chat =>
  layer.pipe(
    Policy.apply(Policy.rateLimit({ limit: 2, window: "1 minute", onExceeded: "fail" })),
    Layer.provide(limits)
  )
const breaking =
  (failures: number) =>
  (layer: Chat): Chat =>
    layer.pipe(
      Policy.apply(Policy.circuitBreaker({ trip: CircuitBreaker.consecutive(failures), openDuration: "1 minute" })),
      Layer.provide(CircuitBreaker.layerStoreMemory())
    )
const always = { fails: Infinity }
const twice = { count: 2, atOnce: false }
const together = { count: 2, atOnce: true }

export const orders: ReadonlyArray<Order> = [
  {
    inside: "retry",
    outside: "fallback",
    means: "each provider is tried again before the next is asked",
    primary: always,
    backup: { fails: 1 },
    stack: (primary, backup) => primary.pipe(retry, Policy.fallbackTo(backup.pipe(retry))),
    happens: "primary 0s, primary 1s, primary 2s, backup 2s, backup 3s → backup 3s"
  },
  {
    inside: "fallback",
    outside: "retry",
    means: "the next is asked at once; the whole chain is tried again",
    primary: always,
    backup: { fails: 1 },
    stack: (primary, backup) => primary.pipe(Policy.fallbackTo(backup), retry),
    happens: "primary 0s, backup 0s, primary 1s, backup 1s → backup 1s"
  },
  {
    inside: "circuitBreaker",
    outside: "retry",
    means: "each attempt counts: one request may open the circuit, and its next attempt is shed",
    primary: always,
    stack: (primary) => primary.pipe(breaking(2), retry),
    requests: twice,
    happens: "primary 0s, primary 1s → Shed 2s, Shed 2s"
  },
  {
    inside: "retry",
    outside: "circuitBreaker",
    means: "a request counts once, by its last attempt",
    primary: always,
    stack: (primary) => primary.pipe(retry, breaking(2)),
    requests: twice,
    happens: "primary 0s, primary 1s, primary 2s, primary 2s, primary 3s, primary 4s → Overloaded 2s, Overloaded 4s"
  },
  {
    inside: "circuitBreaker",
    outside: "fallback",
    means: "each provider has its circuit; where one is open, the next is asked at once",
    primary: always,
    backup: {},
    stack: (primary, backup) => primary.pipe(breaking(1), Policy.fallbackTo(backup.pipe(breaking(1)))),
    requests: twice,
    happens: "primary 0s, backup 0s, backup 0s → backup 0s, backup 0s"
  },
  {
    inside: "fallback",
    outside: "circuitBreaker",
    means: "only a failure of all counts; a dead primary is asked for ever",
    primary: always,
    backup: {},
    stack: (primary, backup) => primary.pipe(Policy.fallbackTo(backup), breaking(1)),
    requests: twice,
    happens: "primary 0s, backup 0s, primary 0s, backup 0s → backup 0s, backup 0s"
  },
  {
    inside: "deadline",
    outside: "retry",
    means: "each attempt has its own, and one that meets it is not tried again",
    primary: { ...always, lasts: "1 second" },
    stack: (primary) => primary.pipe(deadline("2500 millis"), retry),
    happens: "primary 0s, primary 2s, primary 4s → Overloaded 5s"
  },
  {
    inside: "retry",
    outside: "deadline",
    means: "one for all attempts and the waits between them",
    primary: { ...always, lasts: "1 second" },
    stack: (primary) => primary.pipe(retry, deadline("2500 millis")),
    happens: "primary 0s, primary 2s → TimedOut deadline 2.5s"
  },
  {
    inside: "deadline",
    outside: "fallback",
    means: "a provider's own; who meets it does not fall back (for that, set its `Timeouts`)",
    primary: { ...always, lasts: "1 second" },
    backup: { lasts: "2 seconds" },
    stack: (primary, backup) =>
      primary.pipe(deadline("2500 millis"), Policy.fallbackTo(backup.pipe(deadline("2500 millis")))),
    happens: "primary 0s, backup 1s → backup 3s"
  },
  {
    inside: "fallback",
    outside: "deadline",
    means: "one for all providers",
    primary: { ...always, lasts: "1 second" },
    backup: { lasts: "2 seconds" },
    stack: (primary, backup) => primary.pipe(Policy.fallbackTo(backup), deadline("2500 millis")),
    happens: "primary 0s, backup 1s → TimedOut deadline 2.5s"
  },
  {
    inside: "Timeouts.set",
    outside: "retry",
    means: "each attempt has clocks of its own",
    primary: "hangs",
    stack: (primary) => primary.pipe(clocks, steady),
    happens: "primary 0s, primary 2s, primary 4s → TimedOut headers 5s"
  },
  {
    inside: "retry",
    outside: "Timeouts.set",
    means: "the same: clocks are always an attempt's",
    primary: "hangs",
    stack: (primary) => primary.pipe(steady, clocks),
    happens: "primary 0s, primary 2s, primary 4s → TimedOut headers 5s"
  },
  {
    inside: "concurrency",
    outside: "retry",
    means: "the permit is free between two attempts",
    primary: { fails: 1 },
    stack: (primary) => primary.pipe(onePermit, retry),
    requests: together,
    happens: "primary 0s, primary 0s, primary 1s, primary 1s → primary 1s, primary 1s"
  },
  {
    inside: "retry",
    outside: "concurrency",
    means: "the permit is held through the waits",
    primary: { fails: 1 },
    stack: (primary) => primary.pipe(retry, onePermit),
    requests: together,
    happens: "primary 0s, primary 1s, primary 1s, primary 2s → primary 1s, primary 2s"
  },
  {
    inside: "deadline",
    outside: "concurrency",
    means: "the wait for a permit does not count",
    primary: { lasts: "2 seconds" },
    stack: (primary) => primary.pipe(deadline("3 seconds"), onePermit),
    requests: together,
    happens: "primary 0s, primary 2s → primary 2s, primary 4s"
  },
  {
    inside: "concurrency",
    outside: "deadline",
    means: "it does",
    primary: { lasts: "2 seconds" },
    stack: (primary) => primary.pipe(onePermit, deadline("3 seconds")),
    requests: together,
    happens: "primary 0s, primary 2s → primary 2s, TimedOut deadline 3s"
  },
  {
    inside: "rateLimit",
    outside: "retry",
    means: "each attempt takes a turn",
    primary: always,
    stack: (primary) => primary.pipe(limited, retry),
    happens: "primary 0s, primary 1s → Shed 2s"
  },
  {
    inside: "retry",
    outside: "rateLimit",
    means: "one turn is for all attempts, so a provider may be asked more often than the limit says",
    primary: always,
    stack: (primary) => primary.pipe(retry, limited),
    happens: "primary 0s, primary 1s, primary 2s → Overloaded 2s"
  },
  {
    inside: "retry",
    outside: "hedge",
    means: "each provider is tried again; its waits count as silence",
    primary: always,
    backup: {},
    stack: (primary, backup) => primary.pipe(retry, Policy.hedge([backup.pipe(retry)], { after: "1500 millis" })),
    happens: "primary 0s, primary 1s, backup 1.5s → backup 1.5s"
  },
  {
    inside: "hedge",
    outside: "retry",
    means: "who fails makes the next begin at once; only when all fail, the race begins again",
    primary: always,
    backup: {},
    stack: (primary, backup) => primary.pipe(Policy.hedge([backup], { after: "1500 millis" }), retry),
    happens: "primary 0s, backup 0s → backup 0s"
  },
  {
    inside: "account",
    outside: "retry",
    means: "each attempt is an entry",
    primary: { fails: 1 },
    stack: (primary, _, note) =>
      primary.pipe(
        Policy.account(() => note("entry")),
        retry
      ),
    happens: "primary 0s, entry 0s, primary 1s, entry 1s → primary 1s"
  },
  {
    inside: "retry",
    outside: "account",
    means: "a request is one entry, with all its attempts",
    primary: { fails: 1 },
    stack: (primary, _, note) =>
      primary.pipe(
        retry,
        Policy.account(() => note("entry"))
      ),
    happens: "primary 0s, primary 1s, entry 1s → primary 1s"
  }
]

/** The table as the guide shows it. */
export const markdown = (): string =>
  [
    "| inside | outside | means | for instance: who is asked when → how each request ends |",
    "| --- | --- | --- | --- |",
    ...orders.map(({ happens, inside, means, outside }) => `| \`${inside}\` | \`${outside}\` | ${means} | ${happens} |`)
  ].join("\n")
