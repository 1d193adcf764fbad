/** Mistral's /audio/transcriptions: a form with a file in, events of its own out. */
import * as Result from "effect/Result"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import * as Usage from "../../schemas/Usage.ts"
import { MistralTranscriptionEvent } from "../../schemas/wire/MistralTranscription.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"
import * as Framing from "../Framing.ts"
import * as MediaType from "../wire/MediaType.ts"
import * as Protocol from "../Protocol.ts"

const encode = (request: TranscriptionRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(
      { ...request, logprobs: request.logprobs || undefined },
      { prompt: "give words to expect in providerOptions, in context_bias", format: "", logprobs: "" }
    )
    const { timestamps = [] } = request
    if (timestamps.length > 1) {
      return yield* Result.fail(new Unsupported({ what: "timestamps of both", instead: "ask for words or segments" }))
    }
    return {
      path: "/audio/transcriptions",
      fields: {
        ...Protocol.rename(request, spelling),
        ...(timestamps.length > 0 && { timestamp_granularities: timestamps }),
        stream: true
      },
      file: { field: "file", ...MediaType.named(request), content: request.audio, member: "" }
    }
  })

const spelling = {
  model: "model",
  language: "language",
  temperature: "temperature",
  diarization: "diarize"
} as const

const typed = Decoder.jsonByType(MistralTranscriptionEvent)

/** An error names its kind where others name their event. */
const event = (...data: Parameters<typeof typed>) =>
  Result.map(typed(...data), (event): MistralTranscriptionEvent | Decoder.Ignored =>
    event instanceof Decoder.Ignored && isError(event.value) ? { type: "error", error: event.value } : event
  )

type Done = Extract<MistralTranscriptionEvent, { readonly type: "transcription.done" }>
type Timed = Extract<MistralTranscriptionEvent, { readonly type: "transcription.segment" }>

interface State {
  readonly start: TranscriptionChunk
  /** All deltas so far. */
  heard: string
  language: string | undefined
  done: Done | undefined
}

/** `inWords`: the stretches that it times are words. */
const decoder = (inWords: boolean) =>
  Decoder.events<"transcription">()<Framing.SseFrame, MistralTranscriptionEvent, State>({
    operation: "transcription",
    framing: Framing.sse,
    isEnd: () => false,
    event: ({ data }, reader) => event(data, reader),
    failure: (event) => {
      if (event.type !== undefined && event.type !== "error") return undefined
      const said = Fault.read(event)
      return said && Fault.toReason(said)
    },
    initial: (head) => ({
      start: Decoder.start(head),
      heard: "",
      language: undefined,
      done: undefined
    }),
    start: ({ start }) => start,
    step: (state, event, say) => {
      switch (event.type) {
        case "transcription.language":
          return void (state.language = event.audio_language)
        case "transcription.text.delta":
          state.heard += event.text
          return event.text === "" ? undefined : say({ _tag: "Text", delta: event.text })
        case "transcription.segment":
          return time(event, inWords, say)
        case "transcription.done": {
          state.done = event
          // who sends segments alone has told no text yet
          const rest = event.text.startsWith(state.heard) ? event.text.slice(state.heard.length) : ""
          if (rest !== "") say({ _tag: "Text", delta: rest })
        }
      }
    },
    isDone: ({ done }) => done !== undefined,
    isBegun: ({ done }) => done !== undefined,
    isWhole: ({ done }) => done !== undefined,
    finish: ({ done, heard, language }) => {
      const spoken = language ?? done?.language
      return {
        _tag: "Finish",
        reason: "stop",
        text: done?.text ?? heard,
        ...(spoken && { language: spoken }),
        ...(done?.usage != null && { usage: usageOf(done.usage) })
      }
    }
  })

export const protocol = Protocol.make<"transcription">({
  id: "mistral-transcription",
  encode,
  decoder: decoder(false),
  decoderFor: ({ timestamps }) => decoder(timestamps?.includes("word") ?? false)
})

const isError = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "object" in value && value.object === "error"

const time = (
  { end, speaker_id: speaker, start, text }: Timed,
  inWords: boolean,
  say: (chunk: TranscriptionChunk) => void
): void => {
  if (start == null || end == null) return
  const words = text.trim()
  say(
    inWords
      ? { _tag: "Word", text: words, start, end }
      : { _tag: "Segment", text: words, start, end, ...(speaker && { speaker }) }
  )
}

const usageOf = (raw: Readonly<Record<string, unknown>>): Usage.Usage =>
  Usage.make(raw, {
    input: raw["prompt_tokens"],
    output: raw["completion_tokens"],
    total: raw["total_tokens"],
    seconds: raw["prompt_audio_seconds"]
  })
