/** How a span ends, and what it may tell of a failure: a provider's own words may quote the request. Pure. */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { BifrostError } from "../../schemas/BifrostError.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Attributes } from "./Asked.ts"
import { bifrost, genAi } from "./names.ts"

export interface Ending {
  readonly attributes: Attributes
  /** For histograms: `error.type` alone, or nothing. */
  readonly errorType: Attributes
  readonly error: BifrostError | undefined
  /** What the span ends with. */
  readonly exit: Exit.Exit<void, unknown>
}

/** What is known at an end. */
interface End {
  /** How the consumer's side ended; a failure there is the consumer's own. */
  readonly exit: Exit.Exit<unknown, unknown>
  /** How the stream itself failed. */
  readonly failure: Cause.Cause<unknown> | undefined
  /** The last chunk was handed on: whatever came after it took nothing away. */
  readonly isWhole: boolean
  readonly isContentTold: boolean
}

export const of = ({ exit, failure, isContentTold, isWhole }: End): Ending => {
  const ended = (ending: string, exit: Exit.Exit<void, unknown>, error?: BifrostError, type?: string): Ending => {
    const errorType = type === undefined ? {} : { [genAi.errorType]: type }
    return {
      attributes: { [bifrost.ending]: ending, ...errorType, ...(error && statusOf(error.reason)) },
      errorType,
      error,
      exit
    }
  }
  if (isWhole) return ended("whole", Exit.void)
  if (failure === undefined || Cause.hasInterruptsOnly(failure)) {
    return Exit.hasInterrupts(exit) ? ended("interrupted", Exit.failCause(Cause.interrupt())) : ended("left", Exit.void)
  }
  const error = Cause.squash(failure)
  if (!(error instanceof BifrostError))
    return ended("failed", Exit.fail(told("_OTHER", "a defect")), undefined, "_OTHER")
  const { reason } = error
  const message = isContentTold || ours.has(reason._tag) ? reason.message : reason._tag
  return ended("failed", Exit.fail(told(reason._tag, message)), error, reason._tag)
}

/** Reasons whose words are ours or the network's, and so quote no request. */
const ours = new Set<Reason["_tag"]>(["Unreachable", "Truncated", "TimedOut", "LimitReached", "Shed", "Unsupported"])

const statusOf = (reason: Reason): Attributes => ({
  ...("status" in reason && reason.status !== undefined && { [genAi.status]: reason.status }),
  ...("requestId" in reason && reason.requestId !== undefined && { [bifrost.requestId]: reason.requestId })
})

/** An exporter tells an error's name, message and stack; a stack would tell of this machine. */
const told = (name: string, message: string): Error => {
  const error = new Error(message)
  error.name = name
  error.stack = `${name}: ${message}`
  return error
}
