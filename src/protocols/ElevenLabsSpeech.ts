/** ElevenLabs' /text-to-speech: raw audio bytes, or pieces of audio in lines of JSON with the times of what is spoken. */
import * as Result from "effect/Result"
import { type Reason, Truncated, Unsupported } from "../../schemas/Reason.ts"
import type { SpeechChunk, SpeechRequest } from "../../schemas/Speech.ts"
import { type ElevenLabsAlignment, ElevenLabsAudio } from "../../schemas/wire/ElevenLabs.ts"
import * as Base64 from "../wire/Base64.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as SpeechBytes from "./SpeechBytes.ts"

const encode =
  (way: "stream" | "stream/with-timestamps") =>
  (request: SpeechRequest): Result.Result<Protocol.Encoded, Reason> =>
    Result.gen(function* () {
      yield* Protocol.refuse(request, { instructions: "choose another voice, or say it in the text" })
      const query = yield* queryOf(request)
      return {
        path: `/text-to-speech/${encodeURIComponent(request.voice)}/${way}${query}`,
        fields: {
          text: request.input,
          model_id: request.model,
          ...(request.speed !== undefined && { voice_settings: { speed: request.speed } })
        }
      }
    })

/** A format goes by the wire's own name (`mp3_22050_32`), or by ours. */
const queryOf = ({ format }: SpeechRequest): Result.Result<string, Unsupported> => {
  if (format === undefined) return Result.succeed("")
  const name = formats.get(format) ?? (/_\d/.test(format) ? format : undefined)
  return name === undefined
    ? Result.fail(new Unsupported({ what: `the format ${format}`, instead: `use ${[...formats.keys()].join(", ")}` }))
    : Result.succeed(`?output_format=${encodeURIComponent(name)}`)
}

const formats = new Map([
  ["mp3", "mp3_44100_128"],
  ["opus", "opus_48000_128"],
  ["pcm", "pcm_24000"]
])

const event = Decoder.json(ElevenLabsAudio, "a piece of audio")

interface State {
  readonly start: SpeechChunk
}

/** Lines of JSON without a last one: where the body ends in a line, it was cut. */
const framing: Framing.Framing<string> = (emit, limits) => {
  let isLast = false
  let isCut = false
  const { feed, flush } = Framing.ndjson((line) => {
    isCut = isLast && !isWhole(line)
    if (!isCut) emit(line)
  }, limits)
  return {
    feed,
    flush: () => {
      isLast = true
      const failure = flush()
      return failure ?? (isCut ? new Truncated({ description: "the stream ended in the middle of a line" }) : undefined)
    }
  }
}

const timed = Decoder.events<"speech">()<string, ElevenLabsAudio, State>({
  operation: "speech",
  framing,
  isEnd: () => false,
  event,
  failure: ({ detail }) => {
    const said = detail == null ? undefined : Fault.read({ detail })
    return said && Fault.toReason(said)
  },
  initial: (head) => ({ start: Decoder.start(head) }),
  start: ({ start }) => start,
  step: (_, { alignment, audio_base64: audio }, say) => {
    const spoken = alignment == null ? [] : timesOf(alignment)
    if (!audio && spoken.length === 0) return
    say({ _tag: "Audio", data: Base64.decode(audio ?? ""), ...(spoken.length > 0 && { spoken }) })
  },
  isDone: () => false,
  isBegun: () => false,
  // the body's end is the answer's
  isWhole: () => true,
  finish: () => SpeechBytes.finish
})

export const protocol = Protocol.make<"speech">({
  id: "elevenlabs-speech",
  encode: encode("stream"),
  decoder: SpeechBytes.decoder
})

/** With the times of what is spoken, in every `Audio` chunk that says any. */
export const timestamps = Protocol.make<"speech">({
  id: "elevenlabs-timestamps",
  encode: encode("stream/with-timestamps"),
  decoder: timed
})

/** Half of a line may end as a whole one does: in a brace. */
const isWhole = (line: string): boolean => {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

const timesOf = (alignment: ElevenLabsAlignment) =>
  alignment.characters.map((text, at) => ({
    text,
    start: alignment.character_start_times_seconds[at] ?? 0,
    end: alignment.character_end_times_seconds[at] ?? 0
  }))
