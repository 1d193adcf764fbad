/** OpenAI's /audio/transcriptions, and everyone who imitates it: a form with a file in; events, a document or plain text out. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { JsonObject } from "../../schemas/Generation.ts"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import {
  OpenAiTranscript,
  OpenAiTranscriptionChunk,
  OpenAiTranscriptionEvent,
  type OpenAiTranscriptionSegment
} from "../../schemas/wire/OpenAiTranscription.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import type { Misfit } from "../wire/Misfit.ts"
import * as MediaType from "../wire/MediaType.ts"
import * as Protocol from "../Protocol.ts"
import * as OpenAiAnswer from "./OpenAiAnswer.ts"
import * as OpenAiSpeech from "./OpenAiSpeech.ts"

/** What is known of a model. What is not said of it is tried. */
export interface Model {
  /** Whether it sends words as it recognises them. Default: `true`. */
  readonly streams?: boolean
  /** The format to ask for where the request needs no other. Default: the host's. */
  readonly format?: string
  /** The formats it can write. Default: any. */
  readonly formats?: ReadonlyArray<string>
  /** What it cannot do, and what to do instead. */
  readonly cannot?: { readonly [K in "timestamps" | "diarization" | "logprobs" | "prompt"]?: string }
  /** What it wants to be sent besides. */
  readonly fields?: JsonObject
}

const encode =
  (models: Readonly<Record<string, Model>>, others: Model) =>
  (request: TranscriptionRequest): Result.Result<Protocol.Encoded, Reason> =>
    Result.gen(function* () {
      const { cannot = {}, fields = {}, streams = true, ...model } = Protocol.ofModel(models, request.model) ?? others
      const timestamps = request.timestamps?.length ? request.timestamps : undefined
      const diarization = request.diarization || undefined
      const logprobs = request.logprobs || undefined
      yield* Protocol.refuse({ timestamps, diarization, logprobs, prompt: request.prompt }, cannot)
      const format = yield* formatOf(request, model)
      return {
        path: "/audio/transcriptions",
        fields: {
          ...fields,
          ...Protocol.rename(request, spelling),
          ...(format !== undefined && { response_format: format }),
          ...(timestamps && { timestamp_granularities: timestamps }),
          ...(logprobs && { include: ["logprobs"] }),
          ...(streams && isStreamed(format) && { stream: true })
        },
        warnings: streams ? [] : [Protocol.comesWhole(request.model)],
        file: { field: "file", ...MediaType.named(request), content: request.audio }
      }
    })

const spelling = {
  model: "model",
  language: "language",
  prompt: "prompt",
  temperature: "temperature"
} as const

/** Times and speakers stand in formats of their own, and only there. */
const formatOf = (
  { diarization, format, timestamps }: TranscriptionRequest,
  model: Pick<Model, "format" | "formats">
): Result.Result<string | undefined, Unsupported> => {
  const needs = [
    ...(timestamps?.length ? [{ what: "timestamps", format: "verbose_json" }] : []),
    ...(diarization ? [{ what: "diarization", format: "diarized_json" }] : [])
  ]
  const chosen = format ?? needs[0]?.format ?? (diarization === false ? undefined : model.format)
  const unmet = needs.find((need) => need.format !== chosen)
  if (unmet !== undefined) {
    const what = `${unmet.what} in the format ${chosen}`
    return Result.fail(new Unsupported({ what, instead: `use the format ${unmet.format}` }))
  }
  const { formats } = model
  if (chosen === undefined || formats === undefined || formats.includes(chosen)) return Result.succeed(chosen)
  return Result.fail(new Unsupported({ what: `the format ${chosen}`, instead: `use ${formats.join(" or ")}` }))
}

const isStreamed = (format: string | undefined) =>
  format === undefined || format === "json" || format === "diarized_json"

const typed = Decoder.jsonByType(OpenAiTranscriptionEvent)
const isChunk = Schema.is(OpenAiTranscriptionChunk)

type Event = OpenAiTranscriptionEvent | OpenAiTranscriptionChunk

const event = (...data: Parameters<typeof typed>): Result.Result<Event | Decoder.Ignored, Misfit> =>
  Result.map(typed(...data), (event) =>
    event instanceof Decoder.Ignored && isChunk(event.value) ? event.value : event
  )

interface State {
  readonly start: TranscriptionChunk
  /** All deltas so far. */
  heard: string
  /** Why it ended, where it comes in chunks. */
  ended: string | undefined
  done: Done | undefined
}
type Done = Extract<OpenAiTranscriptionEvent, { readonly type: "transcript.text.done" }>

const events = Decoder.events<"transcription">()<Framing.SseFrame, Event, State>({
  operation: "transcription",
  framing: Framing.sse,
  isEnd: ({ data }) => data.trim() === "[DONE]",
  event: ({ data }, reader) => event(data, reader),
  failure: (event, head) => ("choices" in event ? undefined : OpenAiSpeech.failure(event, head)),
  initial: (head) => ({
    start: startOf(head),
    heard: "",
    ended: undefined,
    done: undefined
  }),
  start: ({ start }) => start,
  step: (state, event, say) => {
    if ("choices" in event) {
      const [choice] = event.choices
      const delta = choice?.delta?.content ?? ""
      state.heard += delta
      state.ended = choice?.finish_reason ?? state.ended
      if (delta !== "") say(textOf(delta, undefined))
      return
    }
    switch (event.type) {
      case "transcript.text.delta": {
        const { delta, logprobs } = event
        state.heard += delta
        if (delta !== "") say(textOf(delta, logprobs))
        return
      }
      case "transcript.text.segment":
        return say(segmentOf(event))
      case "transcript.text.done": {
        state.done = event
        // who sends segments, or nothing before the end, has told no text yet
        const rest = event.text?.startsWith(state.heard) ? event.text.slice(state.heard.length) : ""
        if (rest !== "") say(textOf(rest, state.heard === "" ? event.logprobs : undefined))
      }
    }
  },
  isDone: ({ done }) => done !== undefined,
  isBegun: ({ done }) => done !== undefined,
  isWhole: (state, ended) => ended || state.done !== undefined || state.ended !== undefined,
  finish: ({ done, ended, heard }) => finishOf({ ...done, text: done?.text ?? heard }, ended)
})

const document = Decoder.whole<"transcription">()({
  operation: "transcription",
  document: Decoder.json(OpenAiTranscript, "a transcript"),
  chunks: (document: OpenAiTranscript, head) => chunksOf(document, head)
})

/** The formats `text`, `srt` and `vtt`. */
const plain = Decoder.whole<"transcription">()({
  operation: "transcription",
  document: (text) => Result.succeed({ text }),
  chunks: (document, head) => chunksOf(document, head)
})

const decoder = (head: Decoder.Head): Decoder.Decoder<TranscriptionChunk> => {
  const { contentType } = head
  if (contentType === undefined) {
    return Decoder.byBeginning((beginning) => (/^\s*{/.test(beginning) ? document(head) : events(head)))
  }
  if (/^text\/event-stream/i.test(contentType)) return events(head)
  return /^text\/(plain|vtt)|subrip/i.test(contentType) ? plain(head) : document(head)
}

/** For a host whose models are known, or in what they are alike (`others`: what holds for those that are not named). */
export const make = (models: Readonly<Record<string, Model>>, others: Model = {}): Protocol.Protocol<"transcription"> =>
  Protocol.make<"transcription">({
    id: "openai-transcription",
    ...([others, ...Object.values(models)].every(({ streams }) => streams === false) && { whole: true }),
    encode: encode(models, others),
    decoder
  })

export const protocol = make({})

const chunksOf = (document: OpenAiTranscript, head: Decoder.Head): ReadonlyArray<TranscriptionChunk> => [
  startOf(head),
  ...(document.text === "" ? [] : [textOf(document.text, document.logprobs)]),
  ...(document.segments ?? []).map(segmentOf),
  ...(document.words ?? []).map(({ end, start, word }) => ({ _tag: "Word" as const, text: word, start, end })),
  finishOf(document)
]

const startOf = (head: Decoder.Head): TranscriptionChunk => Decoder.start(head)

const textOf = (delta: string, logprobs: Done["logprobs"]): TranscriptionChunk => ({
  _tag: "Text",
  delta,
  ...(logprobs?.length && { logprobs: logprobs.map(({ logprob, token }) => ({ token, logprob })) })
})

const segmentOf = ({ end, speaker, start, text }: OpenAiTranscriptionSegment): TranscriptionChunk => ({
  _tag: "Segment",
  // Whisper's begin with a blank; no other wire's do
  text: text.trim(),
  start,
  end,
  ...(speaker != null && { speaker })
})

const finishOf = (
  { duration, language, languages, text, usage }: OpenAiTranscript,
  reason = "stop"
): TranscriptionChunk => {
  const spoken = language ?? languages?.[0]?.code
  const seconds = duration == null ? Number.NaN : Number(duration)
  return {
    _tag: "Finish",
    reason: OpenAiAnswer.finishReasons.get(reason) ?? "other",
    text,
    ...(spoken !== undefined && { language: spoken }),
    ...(Number.isFinite(seconds) && { duration: seconds }),
    ...(usage != null && { usage: OpenAiSpeech.usageOf(usage) })
  }
}
