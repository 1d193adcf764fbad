/**
 * What answers on every chat wire have in common: a start that is said with the first content, a reason for each
 * choice, usage, and how they fail.
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

export interface Answer {
  readonly start: { -readonly [K in keyof Start]: Start[K] }
  /** Whether `start` was said: then it stands. */
  started: boolean
  /** Whether anything of an answer came. */
  begun: boolean
  /** The provider's last word on each choice. */
  readonly reasons: Map<number, { readonly reason: FinishReason; readonly raw: string }>
  usage: Usage | undefined
}

export const initial = (head: Decoder.Head): Answer => ({
  start: Decoder.start(head),
  started: false,
  begun: false,
  reasons: new Map(),
  usage: undefined
})

/** Takes what an event says of the whole answer, until its start was said. */
export const note = (
  answer: Answer,
  said: { readonly id?: string | null | undefined; readonly model?: string | null | undefined }
): void => {
  answer.begun = true
  if (answer.started) return
  if (said.id) answer.start.id = said.id
  if (said.model) answer.start.model = said.model
}

/** Says the start before whatever is said first. */
export const saying =
  <Chunk>(answer: Answer, emit: (chunk: Chunk | Start) => void) =>
  (chunk: Chunk): void => {
    if (!answer.started) emit(answer.start)
    answer.started = true
    emit(chunk)
  }

export const finish = ({ reasons, start, started, usage }: Answer): ReadonlyArray<Start | Finish> => {
  const choices = [...reasons].sort(([a], [b]) => a - b).map(([index, end]) => ({ index, ...end }))
  const last: Finish = {
    _tag: "Finish",
    choices: choices.length > 0 ? choices : [{ index: 0, reason: "other", raw: null }],
    ...(usage !== undefined && { usage })
  }
  return started ? [last] : [start, last]
}

/** The reason in what an event says went wrong. */
export const failure = (error: unknown, { requestId }: Decoder.Head): Reason | undefined => {
  const said = Fault.read(error)
  return said && Fault.toReason(said, requestId === undefined ? {} : { requestId })
}
