/** The transcription operation of the local layer: Moonshine writes down English speech, word by word. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { join } from "../../schemas/answers/Chat.ts"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import { type Reason, Rejected, Unsupported } from "../../schemas/Reason.ts"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import * as Usage from "../../schemas/Usage.ts"
import * as Faults from "./Faults.ts"
import type { Moonshine } from "./Moonshine.ts"
import * as Opening from "./Opening.ts"
import type { PackageMissing } from "./Packages.ts"
import * as Wav from "./Wav.ts"

export const engine = "moonshine-tiny"

export const stream =
  (found: Result.Result<Moonshine, PackageMissing>) =>
  (request: TranscriptionRequest): Stream.Stream<TranscriptionChunk, BifrostError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const missing = unsupported(request)
        if (missing !== undefined) return yield* Effect.fail(missing)
        const moonshine = yield* Effect.fromResult(Result.mapError(found, Faults.reasonOf))
        const bytes = yield* bytesOf(request.audio)
        const { sampleRate, samples } = yield* Effect.fromResult(
          Result.mapError(Wav.read(bytes, request.mediaType), unread)
        )
        const start = yield* Opening.open({
          operation: "transcription",
          request,
          engine,
          prefix: "transcript",
          warnings: Opening.ignored(request, {
            prompt: "Moonshine takes no hints",
            temperature: "Moonshine always takes the likeliest word"
          })
        })
        let text = ""
        const words = moonshine.transcribe(samples, sampleRate).pipe(
          Stream.map((delta): TranscriptionChunk => {
            text += delta
            return { _tag: "Text", delta }
          }),
          Stream.mapError(Faults.reasonOf)
        )
        const seconds = samples.length / sampleRate
        const finish = Effect.sync((): TranscriptionChunk => ({
          _tag: "Finish",
          reason: "stop",
          text,
          language: "en",
          duration: seconds,
          usage: Usage.make({ type: "duration", seconds }, { seconds })
        }))
        return Stream.make<[TranscriptionChunk]>(start).pipe(
          Stream.concat(words),
          Stream.concat(Stream.fromEffect(finish))
        )
      })
    ).pipe(Stream.mapError(Opening.blame("transcription", request)))

const unsupported = ({ diarization, format, language, logprobs, timestamps = [] }: TranscriptionRequest) => {
  const refuse = (what: string, instead: string) => new Unsupported({ what, instead })
  if (language !== undefined && !/^(en|eng|english)([-_].*)?$/i.test(language)) {
    return refuse(`the language "${language}"`, "ask another provider; Moonshine-tiny knows English only")
  }
  if (timestamps.length > 0) return refuse("timestamps", "leave them out, or ask another provider")
  if (diarization === true) return refuse("telling speakers apart", "leave diarization out, or ask another provider")
  if (logprobs === true) return refuse("log probabilities", "leave them out, or ask another provider")
  if (format !== undefined && !["json", "text"].includes(format)) {
    return refuse(`the format "${format}"`, "leave it out: the chunks are the same in every format")
  }
  return undefined
}

const bytesOf = (audio: TranscriptionRequest["audio"]): Effect.Effect<Uint8Array, Reason> =>
  audio instanceof Uint8Array
    ? Effect.succeed(audio)
    : Effect.mapBoth(Stream.runCollect(audio), {
        onSuccess: join,
        onFailure: (error) => new Rejected({ description: `the audio could not be read: ${messageOf(error)}` })
      })

const messageOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error)

/** What we cannot read another provider may. */
const unread = (problem: string): Reason =>
  problem === "The audio is empty"
    ? new Rejected({ description: "the audio is empty" })
    : new Unsupported({ what: problem.replace(/^The/, "the") })
