/**
 * The table of operations. Every operation-indexed type and every rule that differs by operation is a
 * column here; nothing else in the library switches on an operation's name.
 */
import type * as Schema from "effect/Schema"
import * as ChatAnswer from "./answers/Chat.ts"
import * as ResponsesAnswer from "./answers/Responses.ts"
import * as SpeechAnswer from "./answers/Speech.ts"
import * as TextAnswer from "./answers/Text.ts"
import * as TranscriptionAnswer from "./answers/Transcription.ts"
import { ChatChunk, ChatRequest } from "./Chat.ts"
import type { Timing } from "./Chunk.ts"
import * as Continuation from "./Continuation.ts"
import type { Cut } from "./Cut.ts"
import * as ResponsesCut from "./cuts/Responses.ts"
import * as TaggedCut from "./cuts/Tagged.ts"
import type { Fold } from "./Fold.ts"
import { ResponsesRequest } from "./Responses.ts"
import { ResponsesEvent } from "./ResponsesEvent.ts"
import { SpeechChunk, SpeechRequest } from "./Speech.ts"
import { TextChunk, TextRequest } from "./Text.ts"
import { TranscriptionChunk, TranscriptionRequest } from "./Transcription.ts"

/** What differs by operation. */
export interface Row<Request, Chunk, Answer> {
  readonly request: Schema.Codec<Request, unknown>
  readonly chunk: Schema.Codec<Chunk, unknown>
  readonly answer: Schema.Codec<Answer, unknown>
  /**
   * The names of chunks that say nothing yet: their tags, or their event types. They are held back until the first
   * that does, which is the commit: so for every policy "nothing was emitted" means "nothing was heard". All else
   * commits: reasoning, tool calls, citations, the end, and events of types that nobody knows.
   */
  readonly preamble: ReadonlySet<string>
  /** Whether it is one of those. */
  readonly isPreamble: (chunk: Chunk) => boolean
  /** The chunk that ends a whole answer. */
  readonly isLast: (chunk: Chunk) => boolean
  /** How chunks become one answer. */
  readonly fold: () => Fold<Chunk, Answer>
  /** The same chunk with the wire events that led to it. */
  readonly withRaw: (chunk: Chunk, raw: ReadonlyArray<unknown>) => Chunk
  /** The same last chunk with the time it took. */
  readonly withTiming: (chunk: Chunk, timing: Timing) => Chunk
  /** How another provider goes on with an answer that broke off. Absent where none can. */
  readonly continuation?: Continuation.Continuation<Request, Chunk>
  /** How an answer is cut short by the caller's own limit. */
  readonly cut: Cut<Chunk>
  /** Where this operation's default clocks differ, in milliseconds. */
  readonly timeouts?: { readonly headersMillis: number }
}

interface Tagged {
  readonly _tag: string
}
/** What all operations but Responses share: `Start` first, `Finish` last, raw events and timing as fields. */
const tagged = {
  preamble: new Set(["Start"]),
  nameOf: (chunk: Tagged) => chunk._tag,
  isLast: (chunk: Tagged) => chunk._tag === "Finish",
  withRaw: <Chunk extends Tagged>(chunk: Chunk, raw: ReadonlyArray<unknown>): Chunk => ({ ...chunk, raw }),
  withTiming: <Chunk extends Tagged>(chunk: Chunk, timing: Timing): Chunk =>
    chunk._tag === "Finish" ? { ...chunk, timing } : chunk
}
/** Events are the standard's, untouched: they are raw already, and have no place for our timing. */
const verbatim = {
  nameOf: (event: { readonly type: unknown }) => String(event.type),
  withRaw: <Chunk>(chunk: Chunk): Chunk => chunk,
  withTiming: <Chunk>(chunk: Chunk): Chunk => chunk
}
const preamble = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  // a ping in an event of its own (OpenAI, xAI), which no list of the standard has: who only pings has not begun to answer
  "keepalive"
])
const terminal = new Set<unknown>(["response.completed", "response.incomplete"])

type Schemas = "request" | "chunk" | "answer"
type Rules<Request, Chunk, Answer> = Omit<Row<Request, Chunk, Answer>, Schemas | "isPreamble"> & {
  readonly nameOf: (chunk: Chunk) => string
}
const row = <Request, Chunk, Answer>(
  schemas: Pick<Row<Request, Chunk, Answer>, Schemas>,
  { nameOf, ...rules }: Rules<NoInfer<Request>, NoInfer<Chunk>, NoInfer<Answer>>
): Row<Request, Chunk, Answer> => ({
  ...schemas,
  ...rules,
  isPreamble: (chunk) => rules.preamble.has(nameOf(chunk))
})

const table = {
  text: row(
    { request: TextRequest, chunk: TextChunk, answer: TextAnswer.TextAnswer },
    { ...tagged, fold: TextAnswer.fold, cut: TaggedCut.text, continuation: Continuation.text }
  ),
  chat: row(
    { request: ChatRequest, chunk: ChatChunk, answer: ChatAnswer.ChatAnswer },
    { ...tagged, fold: ChatAnswer.fold, cut: TaggedCut.chat, continuation: Continuation.chat }
  ),
  responses: row(
    { request: ResponsesRequest, chunk: ResponsesEvent, answer: ResponsesAnswer.ResponsesAnswer },
    {
      ...verbatim,
      preamble,
      isLast: ({ type }) => terminal.has(type),
      fold: ResponsesAnswer.fold,
      cut: ResponsesCut.responses
    }
  ),
  speech: row(
    { request: SpeechRequest, chunk: SpeechChunk, answer: SpeechAnswer.SpeechAnswer },
    { ...tagged, fold: SpeechAnswer.fold, cut: TaggedCut.speech }
  ),
  transcription: row(
    { request: TranscriptionRequest, chunk: TranscriptionChunk, answer: TranscriptionAnswer.TranscriptionAnswer },
    // this clock covers the upload, and models that do not stream
    { ...tagged, fold: TranscriptionAnswer.fold, cut: TaggedCut.transcription, timeouts: { headersMillis: 300_000 } }
  )
} as const

/** The name of a row. */
export type Operation = keyof typeof table
/** What an operation is asked. */
export type RequestOf<O extends Operation> = (typeof table)[O]["request"]["Type"]
/** What its stream consists of. */
export type ChunkOf<O extends Operation> = (typeof table)[O]["chunk"]["Type"]
/** What its chunks together are. */
export type AnswerOf<O extends Operation> = (typeof table)[O]["answer"]["Type"]

/** The same table, typed so that a generic `O` keeps its row, its requests, its chunks and its answer together. */
export const operations: { readonly [O in Operation]: Row<RequestOf<O>, ChunkOf<O>, AnswerOf<O>> } = table
