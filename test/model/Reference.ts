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
  /** It may have happened at any moment after the first piece: what was said until then is some beginning of it. */
  readonly isCut?: boolean
}

export interface Model {
  readonly id: string
  readonly ask: (request: { readonly model: string; readonly asked: ReadonlyArray<string> }) => ReadonlyArray<Allowed>
}

export const isFailure = (ending: Allowed["ending"]): ending is Failure => typeof ending === "object"

/** A failure that may be recovered from: nobody was heard. */
export const silentFailure = ({ ending, said }: Allowed): Failure | undefined =>
  isFailure(ending) && said.length === 0 ? ending : undefined

/** A provider alone: the pieces until its script ends, or until a clock runs out. */
export const provider = (operation: Operation, { id, overHttp, scripts }: Provider, timeouts: Timeouts): Model => ({
  id,
  ask: ({ asked, model }) => {
    const by = `${id}/${model}`
    const before = asked.filter((one) => one.startsWith(`${id}/`)).length
    const index = Math.min(before, scripts.length - 1)
    const script = scripts[index] ?? { pieces: [], after: 0, end: "whole" }
    const said: Array<string> = []
    const end = (ending: Allowed["ending"]) => [{ asked: [...asked, by], said, ending }]
    const fail = (why: string, isRetryable: boolean, isFallbackable: boolean, retryAfter?: number) =>
      end({ by, why, isRetryable, isFallbackable, retryAfter, attempts: [] })

    const clocks = clocksOf(operation === "chat" && overHttp, script, timeouts)
    for (const [place, { after }] of script.pieces.entries()) {
      const late = clocks(after, place > 0)
      if (late !== undefined) return fail(`TimedOut ${late}`, true, true)
      said.push(nameOf(id, index, place))
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
export const allows = ({ asked, ending, isCut = false, said }: Allowed, seen: Seen): boolean => {
  if (seen.ending === "left") return isBeginning(seen.asked, asked) && isBeginning(seen.said, said)
  const isSaid = isCut ? seen.said.length > 0 && isBeginning(seen.said, said) : isEqual(seen.said, said)
  return isSaid && isEqual(seen.asked, asked) && endOf(ending) === endOf(seen.ending)
}

const endOf = (ending: Seen["ending"]): string =>
  typeof ending === "string" ? ending : [ending, ...ending.attempts].map(({ by, why }) => `${by} ${why}`).join(", ")

const isBeginning = (some: ReadonlyArray<string>, all: ReadonlyArray<string>) =>
  some.length <= all.length && some.every((one, index) => one === all[index])
const isEqual = (some: ReadonlyArray<string>, all: ReadonlyArray<string>) =>
  some.length === all.length && isBeginning(some, all)
