/** One random case, as data: what providers say and how they break, the policies around them, and who listens. */
import type { Random } from "./Random.ts"
import type { Policy } from "./Policies.ts"

export type Operation = "chat" | "responses" | "speech"

/** How an answer fails; what each is, on the wire and as a reason, is in `Faults.ts`. */
export type FaultName =
  | "busy"
  | "broken"
  | "limited"
  | "limited for 500 ms"
  | "limited for a minute"
  | "unauthorized"
  | "out of quota"
  | "not found"
  | "rejected"
  | "filtered"
  | "reset"
  | "cut"
  | "garbled"

/** Milliseconds of silence, and then a piece of content; all kinds commit. */
export interface Piece {
  readonly after: number
  readonly kind: "word" | "thought" | "call"
}

/** One answer. Its pieces are named by provider, script and place, so that what is heard tells where it is from. */
export interface Script {
  readonly pieces: ReadonlyArray<Piece>
  readonly after: number
  readonly end: "whole" | "hang" | FaultName
  /** Whether its preamble comes at once, before any content. */
  readonly isEarly: boolean
  /** Over HTTP: whether the last of several pieces and what comes after it are one read. */
  readonly isJoined: boolean
}

export interface Provider {
  readonly id: string
  /** Whether chat goes through a protocol and an HTTP client, so that our clocks run; else it is a `TestProvider`. */
  readonly overHttp: boolean
  /** The n-th request gets the n-th script, those after it the last. */
  readonly scripts: ReadonlyArray<Script>
}

/** A provider, and what is piped around it, innermost first. */
export interface Stack {
  readonly provider: Provider
  readonly policies: ReadonlyArray<Policy>
}

export interface Timeouts {
  readonly firstContent?: number
  readonly idle?: number
  readonly total?: number
}

export type Consumer =
  | { readonly type: "fast" }
  | { readonly type: "slow"; readonly pause: number }
  | { readonly type: "take"; readonly count: number }
  | { readonly type: "interrupted"; readonly at: number }

export interface Case {
  readonly operation: Operation
  readonly stack: Stack
  readonly timeouts: Timeouts
  readonly consumer: Consumer
  /** How many ask after that, one by one, and listen to the end. What policies hold must be back by then. */
  readonly more: number
}

/** Ends with what it is: `w`, `t` or `c`. */
export const nameOf = (provider: string, script: number, piece: number, kind: Piece["kind"]) =>
  `${provider}${script}.${piece}${kind.charAt(0)} `
export const isWord = (name: string) => name.endsWith("w ")

const faults = [
  "busy",
  "broken",
  "limited",
  "limited for 500 ms",
  "limited for a minute",
  "unauthorized",
  "out of quota",
  "not found",
  "rejected",
  "filtered",
  "reset",
  "cut",
  "garbled"
] as const satisfies ReadonlyArray<FaultName>

/** Waits of providers end in 0, limits never do: no case hangs on which of two timers is first. */
const wait = (random: Random) => (random.chance(60) ? 0 : random.pick(10, 100, 1000, 40_000))

const script = (random: Random): Script => ({
  pieces: random.chance(45)
    ? []
    : random.list(4, () => ({ after: wait(random), kind: random.pick("word", "word", "thought", "call") })),
  after: wait(random),
  end: random.chance(30) ? "whole" : random.chance(12) ? "hang" : random.pick(...faults),
  isEarly: random.chance(40),
  isJoined: random.chance(30)
})

export const provider = (random: Random, id: string): Provider => ({
  id,
  overHttp: random.chance(40),
  scripts: [script(random), ...random.list(2, () => script(random))]
})

export const timeouts = (random: Random): Timeouts => ({
  ...(random.chance(20) && { firstContent: random.pick(57, 507, 5007) }),
  ...(random.chance(20) && { idle: random.pick(53, 503, 5003) }),
  ...(random.chance(20) && { total: random.pick(55, 505, 5005) })
})

export const consumer = (random: Random): Consumer =>
  random.chance(40)
    ? { type: "fast" }
    : random.pick<() => Consumer>(
        () => ({ type: "slow", pause: random.pick(1, 1001) }),
        () => ({ type: "take", count: 1 + random.int(4) }),
        () => ({ type: "interrupted", at: random.pick(0, 5, 55, 505, 1005, 41_005) })
      )()
