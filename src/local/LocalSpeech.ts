/** The speech operation of the local layer: Flite says the text sentence by sentence, as WAV or raw PCM. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { join } from "../../schemas/answers/Chat.ts"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import { type Reason, Rejected, Unsupported } from "../../schemas/Reason.ts"
import type { SpeechChunk, SpeechRequest } from "../../schemas/Speech.ts"
import * as Faults from "./Faults.ts"
import * as Flite from "./Flite.ts"
import * as Opening from "./Opening.ts"
import type { PackageMissing } from "./Packages.ts"
import * as Sentences from "./Sentences.ts"
import * as Wav from "./Wav.ts"

export const engine = "flite"

/** Which of ours speaks where one of OpenAI's was asked for. */
const standIns = new Map<string, Flite.Voice>([
  ["alloy", "slt"],
  ["echo", "rms"],
  ["fable", "awb"],
  ["onyx", "kal16"],
  ["nova", "slt"],
  ["shimmer", "slt"]
])

/** For every other name: the easiest to understand. */
const standIn = "rms"

export const stream =
  (found: Result.Result<Flite.Flite, PackageMissing>) =>
  (request: SpeechRequest): Stream.Stream<SpeechChunk, BifrostError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const flite = yield* Effect.fromResult(Result.mapError(found, Faults.reasonOf))
        const order = yield* Effect.fromResult(read(request))
        const start = yield* Opening.open({
          operation: "speech",
          request,
          engine,
          prefix: "speech",
          warnings: order.warnings
        })
        const { format, rate, speed, voice } = order
        const sounds = Stream.fromIterable(Sentences.split(request.input)).pipe(
          Stream.rechunk(1),
          Stream.mapEffect((sentence) => flite.synthesize(sentence, voice, { speed })),
          Stream.filter(({ pcm }) => pcm.length > 0),
          Stream.mapAccum(
            () => true,
            (isFirst, { pcm }): [boolean, ReadonlyArray<SpeechChunk>] => {
              const data = isFirst && format === "wav" ? join([Wav.encodeHeader(rate), pcm]) : pcm
              return [false, [{ _tag: "Audio", data }]]
            }
          ),
          Stream.mapError(Faults.reasonOf)
        )
        const mediaType = format === "wav" ? "audio/wav" : `audio/pcm;rate=${rate};channels=1`
        return Stream.make<[SpeechChunk]>({ ...start, mediaType }).pipe(
          Stream.concat(sounds),
          Stream.concat(Stream.make<[SpeechChunk]>({ _tag: "Finish", reason: "stop" }))
        )
      })
    ).pipe(Stream.mapError(Opening.blame("speech", request)))

interface Order {
  readonly voice: Flite.Voice
  readonly rate: number
  readonly format: "wav" | "pcm"
  readonly speed: number
  readonly warnings: ReadonlyArray<string>
}

const read = (request: SpeechRequest): Result.Result<Order, Reason> => {
  const { format = "wav", input, speed = 1 } = request
  if (input.trim() === "")
    return Result.fail(new Rejected({ description: "there is nothing to say: the input is empty" }))
  if (!Flite.canSpeak(input)) {
    const instead = "give English text, or ask another provider"
    return Result.fail(new Unsupported({ what: "text without a word that Flite can read", instead }))
  }
  if (!isFormat(format)) {
    return Result.fail(new Unsupported({ what: `the format "${format}"`, instead: 'ask for "wav" or "pcm"' }))
  }
  if (speed < 0.25 || speed > 4) {
    return Result.fail(new Rejected({ description: `speed is ${speed}; it should be from 0.25 to 4` }))
  }
  const id = Flite.isVoice(request.voice) ? request.voice : (standIns.get(request.voice) ?? standIn)
  const { description, sampleRate: rate } = voiceOf(id)
  const names = Flite.voices.map((voice) => voice.id).join(", ")
  const warnings = [
    ...(id === request.voice
      ? []
      : [`the voice "${request.voice}" is not here: "${id}" (${description}) stands in; there are ${names}`]),
    ...(Flite.leavesOut(input) ? ["what is not English in the input is left out: Flite cannot read it"] : []),
    ...Opening.ignored(request, { instructions: "Flite speaks in one manner" })
  ]
  return Result.succeed({ voice: id, rate, format, speed, warnings })
}

const isFormat = (format: string): format is Order["format"] => format === "wav" || format === "pcm"

const voiceOf = (id: Flite.Voice): (typeof Flite.voices)[number] =>
  Flite.voices.find((voice) => voice.id === id) ?? Flite.voices[0]
