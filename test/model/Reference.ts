/**
 * What is allowed: the whole law, simple enough to read. A model says, for one request, which requests a stack may
 * send, in which order; what may be heard to the end; and how it may end. Where time decides, it lists each way.
 */
import { type Operation, nameOf, type Provider, type Script, type Timeouts } from "./Case.ts"
import { faults } from "./Faults.ts"

/** Who failed, as `provider/model`, and why. */
export interface Attempt {
  readonly by: string
  readonly why: string
  readonly isRetryable: boolean
}

export interface Failure extends Attempt {
  readonly isFallbackable: boolean
  readonly retryAfter?: number | undefined
  /** The other attempts, oldest first. */
  readonly attempts: ReadonlyArray<Attempt>
}

export interface Allowed {
  /** Every request that was sent, as `provider/model`, oldest first. */
  readonly asked: ReadonlyArray<string>
  /** The pieces that are heard by one who listens to the end. */
  readonly said: ReadonlyArray<string>
  readonly ending: "whole" | "never" | Failure
  /** It may have happened at any moment after so many pieces: what was said until then is some beginning of it. */
  readonly atLeast?: number
  /** Providers were asked side by side: `asked` is in no order, and time decides who had failed by then. */
  readonly isRaced?: boolean
  /** Providers were asked after something was heard. */
  readonly isContinued?: boolean
}

export interface Model {
  readonly id: string
  readonly ask: (request: { readonly model: string; readonly asked: ReadonlyArray<string> }) => ReadonlyArray<Allowed>
}

export const isFailure = (ending: Allowed["ending"]): ending is Failure => typeof ending === "object"

/** A failure that may be recovered from: nobody was heard. */
export const silentFailure = ({ ending, said }: Allowed): Failure | undefined =>
  isFailure(ending) && said.length === 0 ? ending : undefined

/** Retried where it may pass here, or at another that was asked and failed. */
export const isRetryable = ({ attempts, by, isRetryable }: Failure) =>
  isRetryable || attempts.some((one) => one.isRetryable && one.by !== by)

/** The failure, as one attempt of several, and those before it. */
export const told = ({ attempts, by, isRetryable, why }: Failure): ReadonlyArray<Attempt> => [
  ...attempts,
  { by, isRetryable, why }
]

/** The same, remembering what failed before it. */
export const after = (one: Allowed, earlier: Failure, way: Allowed): Allowed => ({
  ...one,
  ...(isFailure(one.ending) && { ending: { ...one.ending, attempts: [...told(earlier), ...one.ending.attempts] } }),
  ...((one.isRaced || way.isRaced) && { isRaced: true })
})

/** Each way once: policies inside one another multiply them. */
export const distinct = (ways: ReadonlyArray<Allowed>): ReadonlyArray<Allowed> => [
  ...new Map(ways.map((way) => [JSON.stringify(way), way])).values()
]

/** A provider alone: the pieces until its script ends, or until a clock runs out. */
export const provider = (operation: Operation, { id, overHttp, scripts }: Provider, timeouts: Timeouts): Model => ({
  id,
  ask: ({ asked, model }) => {
    const by = `${id}/${model}`
    const before = asked.filter((one) => one.startsWith(`${id}/`)).length
    const index = Math.min(before, scripts.length - 1)
    const script = scripts[index] ?? nothing
    const said: Array<string> = []
    const end = (ending: Allowed["ending"]) => [{ asked: [...asked, by], said, ending }]
    const fail = (why: string, isRetryable: boolean, isFallbackable: boolean, retryAfter?: number) =>
      end({ by, why, isRetryable, isFallbackable, retryAfter, attempts: [] })

    const clocks = clocksOf(operation === "chat" && overHttp, script, timeouts)
    for (const [place, { after, kind }] of script.pieces.entries()) {
      const late = clocks(after, place > 0)
      if (late !== undefined) return fail(`TimedOut ${late}`, true, true)
      said.push(nameOf(id, index, place, kind))
    }
    const late = clocks(script.end === "hang" ? Infinity : script.after, said.length > 0)
    if (late !== undefined) return fail(`TimedOut ${late}`, true, true)
    if (script.end === "hang") return end("never")
    if (script.end === "whole") return end("whole")
    const { reason } = faults[script.end]
    const retryAfter = "retryAfterMillis" in reason ? reason.retryAfterMillis : undefined
    return fail(reason._tag, reason.isRetryable, reason.isFallbackable, retryAfter)
  }
})

const nothing: Script = { pieces: [], after: 0, end: "whole", isEarly: false, isJoined: false }

/** Which clock runs out during a wait, if one does. They run over HTTP alone. */
const clocksOf = (isRunning: boolean, script: Script, timeouts: Timeouts) => {
  const isStatus =
    script.pieces.length === 0 && script.end in faults && faults[script.end as keyof typeof faults].status
  const { firstContent = Infinity, idle = 120_000, total = Infinity } = timeouts
  let waited = 0
  return (wait: number, isHeard: boolean): string | undefined => {
    if (!isRunning) return undefined
    const left: ReadonlyArray<readonly [number, string]> = [
      isStatus ? [30_000, "headers"] : [idle, "idle"],
      [total - waited, "total"],
      [isHeard ? Infinity : firstContent - waited, "first-content"]
    ]
    const nearest = left.reduce((a, b) => (b[0] < a[0] ? b : a))
    waited += wait
    return nearest[0] < wait ? nearest[1] : undefined
  }
}

/** What was seen of one case. */
export interface Seen {
  readonly asked: ReadonlyArray<string>
  readonly said: ReadonlyArray<string>
  /** `left`: the consumer went away. */
  readonly ending: "whole" | "never" | "left" | Omit<Failure, "isRetryable" | "isFallbackable">
}

/** Whether it was allowed: just this, or where the consumer left or time cut it, some beginning of it. */
export const allows = ({ asked, atLeast, ending, isRaced = false, said }: Allowed, seen: Seen): boolean => {
  const [wanted, got] = isRaced ? [asked.toSorted(), seen.asked.toSorted()] : [asked, seen.asked]
  if (seen.ending === "left") return (isRaced ? isPart : isBeginning)(got, wanted) && isBeginning(seen.said, said)
  const isSaid =
    atLeast === undefined ? isEqual(seen.said, said) : seen.said.length >= atLeast && isBeginning(seen.said, said)
  return isSaid && isEqual(got, wanted) && endOf(ending, isRaced) === endOf(seen.ending, isRaced)
}

const endOf = (ending: Seen["ending"], isRaced: boolean): string => {
  if (typeof ending === "string") return ending
  return [ending, ...(isRaced ? [] : ending.attempts)].map(({ by, why }) => `${by} ${why}`).join(", ")
}

/** Every earlier moment of what was asked since: by whom, in order; for a race of each racer. */
export const beginnings = (
  { asked, isRaced = false }: Allowed,
  since: number
): ReadonlyArray<ReadonlyArray<string>> => {
  const before = asked.slice(0, since)
  const more = asked.slice(since)
  if (!isRaced) return [before, ...more.map((_, index) => [...before, ...more.slice(0, index + 1)])]
  const idOf = (by: string) => by.slice(0, by.indexOf("/"))
  const racers = [...new Set(more.map(idOf))].map((id) => more.filter((by) => idOf(by) === id))
  const ways = racers.reduce<ReadonlyArray<ReadonlyArray<string>>>(
    (ways, racer) => ways.flatMap((way) => [way, ...racer.map((_, at) => [...way, ...racer.slice(0, at + 1)])]),
    [[]]
  )
  return ways.map((way) => [...before, ...way])
}

const isBeginning = (some: ReadonlyArray<string>, all: ReadonlyArray<string>) =>
  some.length <= all.length && some.every((one, index) => one === all[index])
const isEqual = (some: ReadonlyArray<string>, all: ReadonlyArray<string>) =>
  some.length === all.length && isBeginning(some, all)
/** Both in order. */
const isPart = (some: ReadonlyArray<string>, all: ReadonlyArray<string>) => {
  let at = 0
  return some.every((one) => (at = all.indexOf(one, at) + 1) > 0)
}
