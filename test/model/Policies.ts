/**
 * The table of policies: for each, how it is made by chance, how it is put on a layer, what it allows, and how it
 * is written. A policy of the library joins by a row here.
 */
import { Layer } from "effect"
import { Policy as P, type StreamingProvider } from "effect-bifrost"
import type { Stack } from "./Case.ts"
import { type Allowed, type Attempt, type Failure, isFailure, type Model, silentFailure } from "./Reference.ts"
import type { Random } from "./Random.ts"

export type All = Layer.Layer<StreamingProvider<"chat"> | StreamingProvider<"responses"> | StreamingProvider<"speech">>

/** How a stack becomes a layer, and how it becomes a model: for policies that hold other stacks. */
export interface Bench {
  readonly layerOf: (stack: Stack) => All
  readonly modelOf: (stack: Stack) => Model
}

export interface Policy {
  /** The stacks it holds. */
  readonly backups: ReadonlyArray<Stack>
  /** The same with other stacks. */
  readonly withBackups: (backups: ReadonlyArray<Stack>) => Policy
  /** As TypeScript; the stacks it holds are written by `write`. */
  readonly code: (write: (stack: Stack) => string) => string
  readonly apply: (layer: All, bench: Bench) => All
  readonly allow: (inside: Model, bench: Bench) => Model
}

/** A policy that holds no other stack. */
const alone = (policy: {
  readonly code: string
  readonly apply: (layer: All) => All
  readonly allow: (inside: Model) => Model
}): Policy => {
  const made: Policy = { ...policy, code: () => policy.code, backups: [], withBackups: () => made }
  return made
}

/** Tried again in silence, where it may pass and the wait is bearable. */
export const retry = (times: number): Policy =>
  alone({
    code: `retry(${times})`,
    apply: P.apply(P.retry({ times, initialDelay: "100 millis" })),
    allow: ({ ask, id }) => ({
      id,
      ask: ({ asked, model }) => {
        const again = (one: Allowed, left: number): ReadonlyArray<Allowed> => {
          const failure = silentFailure(one)
          if (failure === undefined || left === 0 || !isRetryable(failure)) return [one]
          if ((failure.retryAfter ?? 0) > 5000) return [one]
          return ask({ asked: one.asked, model })
            .flatMap((next) => again(next, left - 1))
            .map((last) => after(last, failure))
        }
        return ask({ asked, model }).flatMap((one) => again(one, times))
      }
    })
  })

/** Asked next in silence, where another may do better; the first's failure stands when nobody was heard. */
export const fallbackTo = (backup: Stack): Policy => ({
  code: (write) => `fallbackTo(${write(backup)})`,
  backups: [backup],
  withBackups: ([other = backup]) => fallbackTo(other),
  apply: (layer, { layerOf }) => P.fallbackTo(layerOf(backup))(layer),
  allow: ({ ask, id }, { modelOf }) => ({
    id,
    ask: (request) =>
      ask(request).flatMap((first) => {
        const failure = silentFailure(first)
        if (failure === undefined || !failure.isFallbackable) return [first]
        return modelOf(backup)
          .ask({ ...request, asked: first.asked })
          .map((second) => {
            const other = silentFailure(second)
            if (other === undefined) return after(second, failure)
            return {
              ...second,
              ending: { ...failure, attempts: [...failure.attempts, ...other.attempts, attemptOf(other)] }
            }
          })
      })
  })
})

/** The caller's limit: what is inside, or any beginning of it; and nothing lasts for ever. */
export const deadline = (millis: number): Policy =>
  alone({
    code: `deadline(${millis})`,
    apply: P.apply(P.deadline(millis)),
    allow: ({ ask, id }) => ({
      id,
      ask: ({ asked, model }) =>
        distinct(ask({ asked, model })).flatMap((one) => {
          const late: Failure = {
            by: `${id}/${model}`,
            why: "TimedOut deadline",
            isRetryable: false,
            isFallbackable: false,
            attempts: []
          }
          const cuts: ReadonlyArray<Allowed> = one.asked.slice(asked.length).map((_, index) => ({
            asked: one.asked.slice(0, asked.length + index + 1),
            said: [],
            ending: late
          }))
          const whole = one.ending === "never" ? [] : [one]
          return one.said.length === 0
            ? [...whole, ...cuts]
            : [...whole, ...cuts, { ...one, ending: late, isCut: true }]
        })
    })
  })

/** Another name for the model, and nothing else. */
export const withModel = (model: string): Policy =>
  alone({
    code: `withModel(${JSON.stringify(model)})`,
    apply: P.withModel(model),
    allow: ({ ask, id }) => ({ id, ask: ({ asked }) => ask({ asked, model }) })
  })

/** By chance; `next` makes another stack. */
export const policy = (random: Random, next: () => Stack): Policy =>
  random.pick<() => Policy>(
    () => retry(random.int(3)),
    () => fallbackTo(next()),
    () => deadline(random.pick(5, 505, 1505, 60_005)),
    () => withModel(random.pick("x", "y"))
  )()

/** Each way once: deadlines inside one another multiply them. */
const distinct = (ways: ReadonlyArray<Allowed>) => [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()]

/** Retried where it may pass here, or at another that was asked and failed. */
const isRetryable = ({ attempts, by, isRetryable }: Failure) =>
  isRetryable || attempts.some((one) => one.isRetryable && one.by !== by)

/** The same, remembering a failure that came before it. */
const after = (one: Allowed, earlier: Failure): Allowed =>
  isFailure(one.ending)
    ? { ...one, ending: { ...one.ending, attempts: [...earlier.attempts, attemptOf(earlier), ...one.ending.attempts] } }
    : one

const attemptOf = ({ by, isRetryable, why }: Failure): Attempt => ({ by, why, isRetryable })
