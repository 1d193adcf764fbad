/**
 * The table of policies: for each, how it is put on a layer, what it allows, and how it is written. A policy of the
 * library joins by a function here and a line at the end.
 */
import { Layer } from "effect"
import { Policy as P, type StreamingProvider } from "effect-bifrost"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type { Operation, Stack } from "./Case.ts"
import * as Others from "./Others.ts"
import type { Random } from "./Random.ts"
import {
  after,
  type Allowed,
  beginnings,
  distinct,
  type Failure,
  isRetryable,
  type Model,
  silentFailure
} from "./Reference.ts"

export type All = Layer.Layer<StreamingProvider<"chat"> | StreamingProvider<"responses"> | StreamingProvider<"speech">>

/** What a policy may ask of the case that it is part of. */
export interface Bench {
  readonly operation: Operation
  readonly layerOf: (stack: Stack) => All
  readonly modelOf: (stack: Stack) => Model
  /** Says what of a law of its own is broken, once all is over. */
  readonly law: (broken: () => string | undefined) => void
}

export interface Policy {
  /** The stacks it holds. */
  readonly backups: ReadonlyArray<Stack>
  /** The same with other stacks. */
  readonly withBackups: (backups: ReadonlyArray<Stack>) => Policy
  /** Whether it neither delays what is inside nor asks it again. */
  readonly passes?: boolean
  /** For how long what is inside may run, in milliseconds. */
  readonly within?: number
  /** As TypeScript; the stacks it holds are written by `write`. */
  readonly code: (write: (stack: Stack) => string) => string
  readonly apply: (layer: All, bench: Bench) => All
  readonly allow: (inside: Model, bench: Bench) => Model
}

type Request = Parameters<Model["ask"]>[0]

/** A policy that holds no other stack; `allow` makes of each way another. */
const alone = (
  code: string,
  apply: (layer: All, bench: Bench) => All,
  allow: (ways: ReadonlyArray<Allowed>, asking: Request & Model, bench: Bench) => ReadonlyArray<Allowed> = (ways) =>
    ways
): Policy => {
  const made: Policy = {
    code: () => code,
    backups: [],
    withBackups: () => made,
    apply,
    allow: (inside, bench) => ({
      id: inside.id,
      ask: (request) => allow(distinct(inside.ask(request)), { ...inside, ...request }, bench)
    })
  }
  return made
}

/** Tried again in silence, where it may pass and the wait is bearable. */
export const retry = (times: number): Policy =>
  alone(`retry(${times})`, P.apply(P.retry({ times, initialDelay: "100 millis" })), (ways, { ask, model }) => {
    const again = (one: Allowed, left: number): ReadonlyArray<Allowed> => {
      const failure = silentFailure(one)
      if (failure === undefined || left === 0 || !isRetryable(failure)) return [one]
      if ((failure.retryAfter ?? 0) > 5000) return [one]
      return ask({ asked: one.asked, model })
        .flatMap((next) => again(next, left - 1))
        .map((last) => after(last, failure, one))
    }
    return ways.flatMap((one) => again(one, times))
  })

/** Time is up: at any moment, whoever was asked by then; and nothing lasts for ever. */
const timed = (
  ways: ReadonlyArray<Allowed>,
  since: number,
  ending: { readonly silent: Failure; readonly heard: Allowed["ending"] }
): ReadonlyArray<Allowed> =>
  ways.flatMap((one) => {
    const moments = beginnings(one, since)
    const silent = moments.map((asked): Allowed => ({ ...whole(one), asked, said: [], ending: ending.silent }))
    const heard = (one.isContinued ? moments : [one.asked]).map((asked): Allowed => ({
      ...one,
      asked,
      ending: ending.heard,
      atLeast: 1
    }))
    return [...(one.ending === "never" ? [] : [one]), ...silent, ...(one.said.length > 0 ? heard : [])]
  })
const whole = ({ atLeast: _, ...one }: Allowed): Allowed => one

const failureOf = ({ id, model }: Pick<Model, "id"> & Request, why: string): Failure => ({
  by: `${id}/${model}`,
  why,
  isRetryable: false,
  isFallbackable: false,
  attempts: []
})

/** The caller's limit: what is inside, or any beginning of it. */
export const deadline = (millis: number): Policy => ({
  ...alone(`deadline(${millis})`, P.apply(P.deadline(millis)), (ways, asking) => {
    const late = failureOf(asking, "TimedOut deadline")
    return timed(ways, asking.asked.length, { silent: late, heard: late })
  }),
  passes: true,
  within: millis
})

/** The same, but what was heard ends as an answer, where the caller wants that. */
export const limitTime = (millis: number, at: "finish" | "fail"): Policy => ({
  ...alone(`limitTime(${millis}, "${at}")`, P.limit({ duration: millis, at }), (ways, asking) => {
    const late = failureOf(asking, "LimitReached")
    return timed(ways, asking.asked.length, { silent: late, heard: at === "finish" ? "whole" : late })
  }),
  passes: true,
  within: millis
})

/** What was said, cut exactly. */
export const limit = (characters: number, at: "finish" | "fail"): Policy =>
  alone(`limit(${characters}, "${at}")`, P.limit({ characters, bytes: characters, at }), (ways, asking) =>
    ways.flatMap((one) => {
      const said = cut(one.said, characters)
      if (said.join("") === one.said.join("")) return [one]
      const ending = at === "finish" ? "whole" : failureOf(asking, "LimitReached")
      const moments = one.isContinued ? beginnings(one, asking.asked.length) : [one.asked]
      const limited = moments.map((asked): Allowed => ({ ...whole(one), asked, said, ending }))
      return one.atLeast === undefined
        ? limited
        : [...limited, { ...one, said: said.filter((piece, at) => piece === one.said[at]) }]
    })
  )

const cut = (said: ReadonlyArray<string>, characters: number): ReadonlyArray<string> => {
  let left = characters
  return said.flatMap((piece) => {
    const kept = piece.slice(0, left)
    left -= kept.length
    return kept === "" ? [] : [kept]
  })
}

/** Another name for the model, and nothing else. */
export const withModel = (model: string): Policy => ({
  ...alone(`withModel("${model}")`, P.withModel(model)),
  passes: true,
  allow: ({ ask, id }) => ({ id, ask: ({ asked }) => ask({ asked, model }) })
})

/** Nothing changes for one who asks alone: each permit is back when the next is needed. */
export const concurrency = (permits: number, wait?: "refuse"): Policy =>
  alone(
    wait === undefined ? `concurrency(${permits})` : `concurrency(${permits}, "${wait}")`,
    P.apply(P.concurrency(permits, wait === undefined ? {} : { wait }))
  )

/** Nothing changes but time. */
export const rateLimit = (limit: number): Policy =>
  alone(`rateLimit(${limit})`, (layer) =>
    layer.pipe(P.apply(P.rateLimit({ limit, window: "1 second" })), Layer.provide(RateLimiter.layerStoreMemory))
  )

/** Once enough has failed, it may be refused, for a second or as long as the provider asked. */
export const circuitBreaker = (failures: number): Policy =>
  alone(
    `circuitBreaker(${failures})`,
    (layer) =>
      layer.pipe(
        P.apply(P.circuitBreaker({ trip: CircuitBreaker.consecutive(failures), openDuration: "1 second" })),
        Layer.provide(CircuitBreaker.layerStoreMemory())
      ),
    (ways, asking) => {
      const { asked, id } = asking
      const tried = asked.filter((by) => by.startsWith(`${id}/`)).length
      const shed = (retryAfter: number): Allowed => ({
        asked,
        said: [],
        ending: { ...failureOf(asking, "Shed"), isRetryable: true, isFallbackable: true, retryAfter }
      })
      return tried < failures ? ways : [...ways, shed(1000), shed(60_000)]
    }
  )

/** Nothing changes, and each time that it is asked there is one entry. */
export const account = (): Policy =>
  alone("account()", (layer, { law }) => {
    const counts = { asked: 0, entries: 0 }
    law(() => (counts.asked === counts.entries ? undefined : `${counts.asked} requests, ${counts.entries} entries`))
    return Others.counted(counts)(layer)
  })

/** By chance; `next` makes another stack. */
export const policy = (random: Random, next: () => Stack): Policy =>
  random.pick<() => Policy>(
    () => retry(random.int(3)),
    () => retry(1 + random.int(2)),
    () => Others.fallback([next()], random.chance(30)),
    () => Others.fallback([next(), next()], random.chance(50)),
    () => Others.hedge([next()], random.pick(5, 55, 5005)),
    () => deadline(random.pick(5, 505, 1505, 60_005)),
    () => limit(random.pick(3, 7, 10, 20), random.pick("finish", "fail")),
    () => limitTime(random.pick(5, 505, 60_005), random.pick("finish", "fail")),
    () => withModel(random.pick("x", "y")),
    () => concurrency(1 + random.int(2), random.pick(undefined, "refuse")),
    () => rateLimit(1 + random.int(3)),
    () => circuitBreaker(1 + random.int(2)),
    () => account()
  )()
