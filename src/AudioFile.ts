/**
 * Audio to and from files, on any platform that has a `FileSystem`. `sink` writes speech while it arrives; `read`
 * gives a transcription request its audio.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { badArgument, type PlatformError, systemError } from "effect/PlatformError"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Sink from "effect/Sink"
import type * as Stream from "effect/Stream"
import { join } from "../schemas/answers/Chat.ts"
import type { SpeechChunk } from "../schemas/Speech.ts"
import * as MediaType from "./wire/MediaType.ts"
import * as WavSizes from "./wire/WavSizes.ts"

/** The audio fields of a `TranscriptionRequest`; spread them into it. */
export interface Audio {
  /** Reads the file anew each time it runs, so once for each attempt. */
  readonly audio: Stream.Stream<Uint8Array, PlatformError>
  readonly fileName: string
  readonly mediaType: string
}

/** What a request says of an audio file. A path that is missing or a directory fails here, before anything is sent. */
export const read = (path: string): Effect.Effect<Audio, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { type } = yield* files.stat(path)
    if (type === "Directory") {
      const description = `${path} is a directory; give the path of an audio file`
      return yield* Effect.fail(badArgument({ module: "AudioFile", method: "read", description }))
    }
    const fileName = path.split(/[\\/]/).at(-1) ?? path
    return { audio: files.stream(path), fileName, mediaType: MediaType.ofFile(fileName) }
  })

export interface SinkOptions {
  /** Writes when so much is waiting. Default: 1 MiB. */
  readonly flushBytes?: number
  /** Writes what is waiting this often, also while the stream stalls. Default: 1 second. */
  readonly flushEvery?: Duration.Input
  /** Whether a file that is there may be replaced, once there is audio to replace it with. Default: `false`. */
  readonly overwrite?: boolean
}

/** What was written. */
export interface Written {
  readonly path: string
  readonly bytes: number
  /** Chunks of audio, as they came. */
  readonly chunks: number
}

/**
 * Writes speech to a file: `Stream.run(StreamingProvider.speech(request), AudioFile.sink("hello.mp3"))`.
 *
 * However the stream ends (whole, failed or interrupted), what had arrived is in the file and the file is closed. A
 * WAV file whose header could not know its length is given its true sizes then. A stream that failed before any audio
 * leaves no new file. A file that is there already fails with `AlreadyExists`, unless `overwrite` is set.
 */
export const sink = (
  path: string,
  { flushBytes = 1024 * 1024, flushEvery = "1 second", overwrite = false }: SinkOptions = {}
): Sink.Sink<Written, SpeechChunk, never, PlatformError, FileSystem.FileSystem> =>
  Sink.fromTransform((upstream) =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      let isNew = false
      let bytes = 0
      let chunks = 0

      const write = Effect.fnUntraced(function* (scope: Scope.Scope) {
        const replaces = overwrite && (yield* files.exists(path))
        const flag = replaces ? "r+" : overwrite ? "w" : "wx"
        const file = yield* Scope.provide(files.open(path, { flag }), scope).pipe(Effect.mapError(explain))
        isNew = !replaces
        const writer = yield* makeWriter(file, replaces)

        const take = (arrived: ReadonlyArray<SpeechChunk>) => {
          for (const chunk of arrived) {
            if (chunk._tag !== "Audio") continue
            writer.add(chunk.data)
            bytes += chunk.data.length
            chunks++
          }
          return writer.waiting() >= flushBytes ? writer.flush : Effect.void
        }
        const all = Pull.catchDone(Effect.forever(Effect.flatMap(upstream, take)), () => Effect.void)
        const clock = Effect.forever(Effect.delay(writer.flush, flushEvery))
        yield* Effect.onExit(Effect.raceFirst(all, clock), () => writer.end)
      })

      const abandon = Effect.suspend(() => (isNew && bytes === 0 ? files.remove(path) : Effect.void))
      yield* Effect.onError(Effect.scopedWith(write), () => Effect.ignore(abandon))
      return [{ path, bytes, chunks }]
    })
  )

/** What waits to be written, and one write at a time. Nothing is written after a write that failed: the file would have a hole. */
const makeWriter = (file: FileSystem.File, replaces: boolean) =>
  Effect.map(Semaphore.make(1), (turn) => {
    let pieces: Array<Uint8Array> = []
    let waiting = 0
    let head: Uint8Array = new Uint8Array()
    let length = 0
    let isBroken = false

    const save = Effect.fnUntraced(function* () {
      if (isBroken || waiting === 0) return
      const block = join(pieces)
      pieces = []
      waiting = 0
      isBroken = true
      if (replaces && length === 0) yield* file.truncate(0)
      yield* file.writeAll(block)
      isBroken = false
      length += block.length
      if (head.length < WavSizes.headBytes) head = join([head, block.subarray(0, WavSizes.headBytes - head.length)])
    })
    const correct = Effect.suspend(() =>
      Effect.forEach(
        WavSizes.corrections(head, length),
        ({ at, bytes }) => Effect.andThen(file.seek(BigInt(at), "start"), file.writeAll(bytes)),
        { discard: true }
      )
    )
    const flush = Effect.uninterruptible(turn.withPermit(save()))
    return {
      add: (piece: Uint8Array) => {
        pieces.push(piece)
        waiting += piece.length
      },
      waiting: () => waiting,
      flush,
      end: Effect.andThen(flush, correct)
    }
  })

const explain = (error: PlatformError): PlatformError => {
  const { reason } = error
  if (reason._tag !== "AlreadyExists") return error
  const { method, module, pathOrDescriptor } = reason
  const description = "the file is there already; { overwrite: true } replaces it"
  return systemError({ _tag: "AlreadyExists", module, method, pathOrDescriptor, description, cause: reason.cause })
}
