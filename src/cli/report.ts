/** A failure as one paragraph for people: what happened, where, what to do. Pure; keys are in no error, so in none of these. */
import type { BifrostError } from "../../schemas/BifrostError.ts"
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
    key: origin && find(origin.provider)?.key
  }
  return [
    sentence(`${where ?? ""}${reason.message}`),
    advice[reason._tag](facts),
    ...attempts.map(({ origin, reason }) =>
      sentence(`Also asked: ${origin ? `${origin.provider} with ${origin.model}` : "another"}, ${reason.message}`)
    ),
    requestIdOf(reason)
  ]
    .filter((part) => part !== "")
    .join(" ")
}

/** One line that ends like a sentence. */
export const sentence = (text: string): string => {
  const flat = text.replace(/\s+/g, " ").trim()
  return /[.!?]$/.test(flat) ? flat : `${flat}.`
}

const requestIdOf = (reason: Reason): string =>
  "requestId" in reason && reason.requestId !== undefined ? `Request id: ${reason.requestId}.` : ""
