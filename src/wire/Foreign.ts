/** A body that is not what its wire promises: the error that it reports, if it is one, else what it is. */
import type { Reason } from "../../schemas/Reason.ts"
import * as Bytes from "./Bytes.ts"
import * as Fault from "./Fault.ts"
import * as Misfit from "./Misfit.ts"

/** As much of a body is kept to say what it is, in bytes. */
const maxKept = 64 * 1024

export interface Foreign {
  readonly keep: (bytes: Uint8Array) => void
  readonly isFull: () => boolean
  /** What is wrong with a body that had to be `expected`; `undefined` where it says nothing. */
  readonly failure: (expected: string) => Reason | undefined
}

export const make = (): Foreign => {
  const kept = Bytes.make()
  return {
    keep: (bytes) => kept.add(bytes.subarray(0, maxKept - kept.length())),
    isFull: () => kept.length() >= maxKept,
    failure: (expected) => {
      const sample = new TextDecoder().decode(kept.take())
      return saysNothing(sample) ? undefined : (failureIn(sample) ?? Misfit.at("the body", { expected, sample }))
    }
  }
}

/** Blank, or nothing but the comments of an event stream. */
const saysNothing = (text: string) =>
  text.split(/\r\n|\r|\n/).every((line) => line.trim() === "" || line.startsWith(":"))

/** The error that a JSON text reports, if it is one. */
export const failureIn = (text: string): Reason | undefined => {
  try {
    const said = Fault.read(JSON.parse(text))
    return said && Fault.toReason(said)
  } catch {
    return undefined
  }
}
