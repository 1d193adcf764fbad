/** A failure as one paragraph for people: what happened, where, what to do. Pure; keys are in no error, so in none of these. */
import type { BifrostError, Origin } from "../../schemas/BifrostError.ts"
import type { Reason } from "../../schemas/Reason.ts"
import { advice } from "./advice.ts"
import * as durations from "./durations.ts"
import { find } from "./providers.ts"

/** `openai could not answer chat with gpt-4o-mini: rate limited (429): … Try again later. Before that, … Request id: req_1.` */
export const paragraph = (error: BifrostError): string => {
  const { attempts, origin, reason, retryAfterMillis } = error
  const where = origin && `${origin.provider} could not answer ${origin.operation} with ${origin.model}: `
  const facts = {
    when: retryAfterMillis === undefined ? "later" : `in ${durations.show(retryAfterMillis)}`,
    phase: "phase" in reason ? reason.phase : "",
    key: origin && find(origin.provider)?.key,
    message: reason.message
  }
  return [
    sentence(`${where ?? ""}${reason.message}`),
    advice[reason._tag](facts),
    ...counted(attempts.map(({ origin, reason }) => toldOf(reason, origin))),
    requestIdOf(reason)
  ]
    .filter((part) => part !== "")
    .join(" ")
}

const toldOf = (reason: Reason, origin: Origin | undefined) =>
  origin ? `${origin.provider} with ${origin.model}, ${reason.message}` : reason.message

/** Attempts that ended alike are told once. */
const counted = (attempts: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(attempts)].map((told) => {
    const times = attempts.filter((other) => other === told).length
    return sentence(`Also tried${times > 1 ? ` ${times} times` : ""}: ${told}`)
  })

/** One line that ends like a sentence. */
export const sentence = (text: string): string => {
  const flat = text.replace(/\s+/g, " ").trim()
  return /[.!?]$/.test(flat) ? flat : `${flat}.`
}

const requestIdOf = (reason: Reason): string =>
  "requestId" in reason && reason.requestId !== undefined ? `Request id: ${reason.requestId}.` : ""
