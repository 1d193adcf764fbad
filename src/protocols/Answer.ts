/**
 * What answers on every chat and text wire have in common: a start that stands once it was said, an end for
 * each choice, usage, and how they fail.
 */
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { FinishReason } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Usage } from "../../schemas/Usage.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"

/** Chat and text answers start and finish alike. */
type Start = Extract<ChatChunk, { readonly _tag: "Start" }>
type Finish = Extract<ChatChunk, { readonly _tag: "Finish" }>

/** Why a choice ended, in our word and in the provider's. */
interface End {
  readonly reason: FinishReason
  readonly raw: string
}

export interface Answer {
  readonly start: { -readonly [K in keyof Start]: Start[K] }
  /** Whether `start` was said: then it stands. */
  started: boolean
  /** Whether anything of an answer came. */
  begun: boolean
  /** Each choice that was heard of, and the provider's last word on it. */
  readonly choices: Map<number, End | undefined>
  usage: Usage | undefined
}

export const initial = (head: Decoder.Head): Answer => ({
  start: Decoder.start(head),
  started: false,
  begun: false,
  choices: new Map(),
  usage: undefined
})

/** Takes what an event says of the whole answer, until its start was said. `created` is in seconds since 1970. */
export const note = (
  answer: Answer,
  said: {
    readonly id?: string | null | undefined
    readonly model?: string | null | undefined
    readonly created?: unknown
  }
): void => {
  answer.begun = true
  if (answer.started) return
  const { start } = answer
  const { created, id, model } = said
  if (id) start.id = id
  if (model) start.model = model
  if (typeof created === "number" && Number.isFinite(created)) start.created ??= created
}

/** The start, which stands from now on. */
export const start = (answer: Answer): Start => {
  answer.started = true
  return answer.start
}

/** What has no common form. */
export const other = (choice: number, kind: string, value: unknown) => ({ _tag: "Other", choice, kind, value }) as const

/** Takes how a choice ended, in the wire's word; without one it was heard of. Some servers say `""` until then. */
export const end = (
  { choices }: Answer,
  choice: number,
  raw: string | null | undefined,
  reasons: ReadonlyMap<string, FinishReason>
): void => {
  if (raw) choices.set(choice, { reason: reasons.get(raw) ?? "other", raw })
  else if (!choices.has(choice)) choices.set(choice, undefined)
}

/** Whether every choice that was heard of has ended. */
export const hasEnded = ({ choices }: Answer): boolean =>
  choices.size > 0 && [...choices.values()].every((end) => end !== undefined)

const unsaid = { reason: "other", raw: null } as const

export const finish = ({ choices, usage }: Answer): Finish => {
  const ends = [...choices].sort(([a], [b]) => a - b).map(([index, end = unsaid]) => ({ index, ...end }))
  return {
    _tag: "Finish",
    choices: ends.length > 0 ? ends : [{ index: 0, ...unsaid }],
    ...(usage !== undefined && { usage })
  }
}

/** The reason in what an event says went wrong. */
export const failure = (error: unknown, { requestId }: Decoder.Head): Reason | undefined => {
  const said = Fault.read(error)
  return said && Fault.toReason(said, requestId === undefined ? {} : { requestId })
}
