/** A smaller case that still breaks the law: whatever can be left out, made shorter or made plain is. */
import { Effect } from "effect"
import type { Case, Provider, Script, Stack } from "./Case.ts"

/** Tries smaller cases until none of them breaks the law. */
export const shrink = (from: Case, isBroken: (one: Case) => Effect.Effect<boolean>): Effect.Effect<Case> =>
  Effect.gen(function* () {
    for (const smaller of casesOf(from)) if (yield* isBroken(smaller)) return yield* shrink(smaller, isBroken)
    return from
  })

function* casesOf(one: Case): Iterable<Case> {
  if (one.more > 0) yield { ...one, more: one.more - 1 }
  if (one.consumer.type !== "fast") yield { ...one, consumer: { type: "fast" } }
  if (Object.keys(one.timeouts).length > 0) yield { ...one, timeouts: {} }
  for (const stack of stacksOf(one.stack)) yield { ...one, stack }
  if (one.operation !== "chat") yield { ...one, operation: "chat" }
}

function* stacksOf(stack: Stack): Iterable<Stack> {
  const { policies, provider } = stack
  for (const [at, policy] of policies.entries()) {
    yield { ...stack, policies: policies.toSpliced(at, 1) }
    for (const [place, backup] of policy.backups.entries()) {
      yield backup
      if (policy.backups.length > 1) {
        yield { ...stack, policies: policies.with(at, policy.withBackups(policy.backups.toSpliced(place, 1))) }
      }
      for (const smaller of stacksOf(backup)) {
        yield { ...stack, policies: policies.with(at, policy.withBackups(policy.backups.with(place, smaller))) }
      }
    }
  }
  for (const smaller of providersOf(provider)) yield { ...stack, provider: smaller }
}

function* providersOf(provider: Provider): Iterable<Provider> {
  const { overHttp, scripts } = provider
  if (overHttp) yield { ...provider, overHttp: false }
  for (const [at, script] of scripts.entries()) {
    if (scripts.length > 1) yield { ...provider, scripts: scripts.toSpliced(at, 1) }
    for (const smaller of scriptsOf(script)) yield { ...provider, scripts: scripts.with(at, smaller) }
  }
}

function* scriptsOf(script: Script): Iterable<Script> {
  const { after, end, isEarly, isJoined, pieces } = script
  if (isEarly) yield { ...script, isEarly: false }
  if (isJoined) yield { ...script, isJoined: false }
  if (after > 0) yield { ...script, after: 0 }
  if (end !== "whole" && end !== "busy") yield { ...script, end: "busy" }
  if (end === "busy") yield { ...script, end: "whole" }
  for (const [at, piece] of pieces.entries()) {
    yield { ...script, pieces: pieces.toSpliced(at, 1) }
    if (piece.after > 0) yield { ...script, pieces: pieces.with(at, { ...piece, after: 0 }) }
    if (piece.kind !== "word") yield { ...script, pieces: pieces.with(at, { ...piece, kind: "word" }) }
  }
}
