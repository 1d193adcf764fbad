/**
 * Several keys for one provider. Each attempt is signed with one of them, chosen at random by weight; while nothing
 * was heard, a key that is refused is followed by the next in silence, at no cost to any retry budget. What is
 * remembered of a key lives as long as the layer and serves all its operations.
 *
 * `RateLimited` rests the key for as long as the provider asks; `QuotaExceeded`, `Unauthorized` and `Forbidden`
 * retire it for a settable time, also where they come after the first chunk, though nothing is repeated then. Any
 * other failure is none of the key's. Where no key is left, `RateLimited` says when the first is free again, so
 * that a retry waits for it; where all are retired, the last failure stands.
 */
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { Misconfigured, RateLimited, type Reason } from "../../schemas/Reason.ts"
import type { Auth, Authenticator, Sign } from "../Auth.ts"
import * as Silence from "../Silence.ts"

/** A key of a pool. */
export interface Member {
  readonly auth: Auth
  /** How often it is chosen, beside the others; 0 for a spare, chosen where no other is left. Default: 1. */
  readonly weight?: number
  /** Its name in errors, response heads and spans; never the key itself. Default: its position, from 1. */
  readonly label?: string
}

export interface PoolOptions {
  /** How long a key rests that was rate limited without a word for how long. Default: 1 minute, as providers count. */
  readonly rest?: Duration.Input
  /** How long a key is not used that was refused or used up. Default: 10 minutes (Bifrost forgets it at once). */
  readonly retire?: Duration.Input
}

type Members = readonly [Auth | Member, ...ReadonlyArray<Auth | Member>]

/** `Auth.pool([Auth.bearer(one), { auth: Auth.bearer(two), weight: 3, label: "team" }])` */
export const pool = (members: Members, { rest = "1 minute", retire = "10 minutes" }: PoolOptions = {}): Auth =>
  Effect.gen(function* () {
    const keys = yield* Effect.forEach(members, keyOf)
    const clock = yield* Clock.Clock
    const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
    const pauseOf = (reason: Reason): number =>
      Duration.toMillis(reason._tag === "RateLimited" ? (reason.retryAfterMillis ?? rest) : retire)

    const note = (key: Key, { reason }: BifrostError): void => {
      if (!isOfKey(reason)) return
      const until = now() + pauseOf(reason)
      if (key.refusal === undefined || key.refusal.until <= until) key.refusal = { until, reason }
    }
    const pick = (tried: ReadonlySet<Key>): Effect.Effect<Key | undefined> =>
      Effect.map(Random.next, (chance) => {
        const at = now()
        const isFree = ({ refusal }: Key) => refusal === undefined || refusal.until <= at
        return choose(
          keys.filter((key) => !tried.has(key) && isFree(key)),
          chance
        )
      })

    return <A, R>(attempt: (sign: Sign, key?: string) => Stream.Stream<A, BifrostError, R>) => {
      // what signs is what fails, so that the attempt says who was asked for what; nothing is sent
      const refuse = ({ label, reason }: Refused) => attempt(() => Effect.fail(BifrostError.because(reason)), label)
      const use = (key: Key, tried: ReadonlySet<Key>): Stream.Stream<A, BifrostError, R> => {
        const signed = key.authenticate((sign, inner) =>
          attempt(sign, inner === undefined ? key.label : `${key.label}/${inner}`)
        )
        const noted = Stream.tapError(signed, (error) => Effect.sync(() => note(key, error)))
        return Silence.recover(noted, (error) =>
          isOfKey(error.reason)
            ? Effect.map(pick(tried), (other) => {
                const next = other === undefined ? rather(error) : use(other, new Set([...tried, other]))
                return next && Stream.mapError(next, (later) => later.after(error))
              })
            : Effect.succeed(undefined)
        )
      }
      /** Where no key is left: when the first is free again, unless the failure itself says that. */
      const rather = ({ reason }: BifrostError): Stream.Stream<A, BifrostError, R> | undefined => {
        const first = firstBack(keys, now())
        return first.reason._tag === "RateLimited" && first.reason !== reason ? refuse(first) : undefined
      }
      return Stream.unwrap(
        Effect.map(pick(new Set()), (key) =>
          key === undefined ? refuse(firstBack(keys, now())) : use(key, new Set([key]))
        )
      )
    }
  })

/**
 * A pool of the keys in one setting, separated by commas: `Auth.keys(Config.Redacted("OPENAI_API_KEYS"), Auth.bearer)`.
 * Fails to build with `ConfigError` where there is none.
 */
export const keys = (
  secrets: Config.Config<Redacted.Redacted<string>>,
  auth: (secret: Config.Config<Redacted.Redacted<string>>) => Auth,
  options?: PoolOptions
): Auth =>
  Effect.flatMap(secrets, (list) => {
    const [first, ...more] = Redacted.value(list)
      .split(",")
      .map((key) => key.trim())
      .filter((key) => key !== "")
      .map((key) => auth(Config.succeed(Redacted.make(key))))
    if (first !== undefined) return pool([first, ...more], options)
    const message = "a list of keys, separated by commas, holds none"
    return Effect.fail(new Config.ConfigError(new ConfigProvider.SourceError({ message })))
  })

interface Key {
  readonly label: string
  readonly weight: number
  readonly authenticate: Authenticator
  /** What it was last refused for, and until when it is left alone. */
  refusal: { readonly until: number; readonly reason: Reason } | undefined
}

const keyOf = (member: Auth | Member, index: number): Effect.Effect<Key, Config.ConfigError> => {
  const { auth, label = String(index + 1), weight = 1 } = "auth" in member ? member : { auth: member }
  return Effect.map(auth, (authenticate) => ({ label, weight, authenticate, refusal: undefined }))
}

const ofKey: ReadonlySet<Reason["_tag"]> = new Set(["RateLimited", "QuotaExceeded", "Unauthorized", "Forbidden"])
/** Whether another key may be better. */
const isOfKey = ({ _tag }: Reason): boolean => ofKey.has(_tag)

/** `chance` is from 0 to 1, without 1. */
const choose = (free: ReadonlyArray<Key>, chance: number): Key | undefined => {
  const total = free.reduce((sum, { weight }) => sum + weight, 0)
  if (total <= 0) return free[Math.floor(chance * free.length)]
  let left = chance * total
  return free.find(({ weight }) => (left -= weight) < 0) ?? free.findLast(({ weight }) => weight > 0)
}

interface Refused {
  readonly label?: string
  readonly reason: Reason
}
const empty: Refused = { reason: new Misconfigured({ description: "the pool holds no key" }) }

/** Why no key is left: what the first that comes back was refused for, resting ones first, and how long that takes. */
const firstBack = (keys: ReadonlyArray<Key>, at: number): Refused => {
  const refused = keys.flatMap(({ label, refusal }) => (refusal === undefined ? [] : [{ label, ...refusal }]))
  const resting = refused.filter(({ reason }) => reason._tag === "RateLimited")
  const [first] = (resting.length > 0 ? resting : refused).sort((a, b) => a.until - b.until)
  if (first === undefined) return empty
  const { label, reason, until } = first
  const retryAfterMillis = Math.max(0, Math.ceil(until - at))
  if (reason._tag !== "RateLimited" || reason.retryAfterMillis === retryAfterMillis) return { label, reason }
  const { _tag, ...said } = Schema.encodeSync(RateLimited)(reason)
  return { label, reason: new RateLimited({ ...said, retryAfterMillis }) }
}
