/** OpenAI's /audio/speech, and everyone who imitates it: raw audio bytes, or audio as events where a model can. */
import * as Result from "effect/Result"
import type { Reason } from "../../schemas/Reason.ts"
import type { SpeechChunk, SpeechRequest } from "../../schemas/Speech.ts"
import * as Usage from "../../schemas/Usage.ts"
import { OpenAiSpeechEvent } from "../../schemas/wire/OpenAiSpeech.ts"
import * as Base64 from "../wire/Base64.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as Answer from "./Answer.ts"
import * as SpeechBytes from "./SpeechBytes.ts"

/** Where a model differs from the least that all can do. */
export interface Model {
  /** Whether it sends its audio as events, and so its usage too. Default: `false`, raw bytes. */
  readonly events?: boolean
  /** Fields of the request that it accepts and does nothing with. */
  readonly ignores?: ReadonlyArray<"instructions" | "speed">
}

const encode =
  (models: Readonly<Record<string, Model>>) =>
  (request: SpeechRequest): Result.Result<Protocol.Encoded, Reason> => {
    const { events = false, ignores = [] } = Protocol.ofModel(models, request.model) ?? {}
    return Result.succeed({
      path: "/audio/speech",
      fields: { ...Protocol.rename(request, spelling), ...(events && { stream_format: "sse" }) },
      warnings: ignores.filter((name) => request[name] !== undefined).map((name) => `${request.model} ignores ${name}.`)
    })
  }

const spelling = {
  model: "model",
  input: "input",
  voice: "voice",
  format: "response_format",
  speed: "speed",
  instructions: "instructions"
} as const

const event = Decoder.jsonByType(OpenAiSpeechEvent)

interface State {
  readonly start: SpeechChunk
  ended: boolean
  usage: unknown
}

/** An event stream does not say what its audio is: who asked for it knows. */
const events = (mediaType: string | undefined) =>
  Decoder.events<"speech">()<Framing.SseFrame, OpenAiSpeechEvent, State>({
    operation: "speech",
    framing: Framing.sse,
    isEnd: ({ data }) => data.trim() === "[DONE]",
    event: ({ data }, reader) => event(data, reader),
    failure,
    initial: (head) => ({ start: startOf(head, mediaType), ended: false, usage: undefined }),
    start: ({ start }) => start,
    step: (state, event, say) => {
      if (event.type === "speech.audio.delta") {
        say({ _tag: "Audio", data: Base64.decode(event.audio) })
      }
      if (event.type === "speech.audio.done") {
        state.ended = true
        state.usage = event.usage ?? undefined
      }
    },
    isDone: ({ ended }) => ended,
    isBegun: () => false,
    isWhole: (state, ended) => state.ended || ended,
    finish: ({ usage }) => ({ ...SpeechBytes.finish, ...(usage !== undefined && { usage: usageOf(usage) }) })
  })

const decoder =
  (mediaType?: string) =>
  (head: Decoder.Head): Decoder.Decoder<SpeechChunk> => {
    const { contentType } = head
    if (contentType !== undefined)
      return /^text\/event-stream/i.test(contentType) ? events(mediaType)(head) : SpeechBytes.decoder(head)
    return Decoder.byBeginning((beginning) =>
      /^(data|event):/.test(beginning) ? events(mediaType)(head) : SpeechBytes.decoder(head)
    )
  }

/** For a host whose models differ. */
export const make = (models: Readonly<Record<string, Model>>): Protocol.Protocol<"speech"> =>
  Protocol.make<"speech">({
    id: "openai-speech",
    encode: encode(models),
    decoder: decoder(),
    decoderFor: ({ format = "mp3" }) => decoder(mediaTypes.get(format))
  })

export const protocol = make({})

const startOf = (head: Decoder.Head, mediaType: string | undefined): SpeechChunk => ({
  ...Decoder.start(head),
  ...(mediaType !== undefined && { mediaType })
})

/** By format. */
const mediaTypes = new Map([
  ["mp3", "audio/mpeg"],
  ["opus", "audio/ogg"],
  ["aac", "audio/aac"],
  ["flac", "audio/flac"],
  ["wav", "audio/wav"],
  ["pcm", "audio/pcm"]
])

/** What both of OpenAI's audio wires fail with. */
export const failure = (
  event: { readonly type?: string; readonly error?: unknown },
  head: Decoder.Head
): Reason | undefined =>
  event.type === undefined || event.type === "error"
    ? Answer.failure({ error: event.error ?? { ...event, type: undefined } }, head)
    : undefined

/** The usage object of OpenAI's audio wires: in tokens, or in seconds. */
export const usageOf = (raw: unknown): Usage.Usage => {
  const usage = Usage.fieldsOf(raw)
  const details = Usage.fieldsOf(usage["input_token_details"])
  return Usage.make(raw, {
    input: usage["input_tokens"],
    output: usage["output_tokens"],
    total: usage["total_tokens"],
    audioInput: details["audio_tokens"],
    seconds: usage["seconds"]
  })
}
