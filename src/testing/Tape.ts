/** Reading and writing one recorded exchange: what passes is noted, and written at its end, however that comes. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import { join } from "../../schemas/answers/Chat.ts"
import * as Played from "./Played.ts"
import * as Recording from "./Recording.ts"
import type * as Scrubber from "./Scrubber.ts"

/** The exchange in a file; `undefined` where there is none, or that of another request. A file that cannot be read is a defect. */
export const read = (
  files: FileSystem.FileSystem,
  path: string,
  asked: Recording.Request
): Effect.Effect<Recording.Recording | undefined> =>
  Effect.gen(function* () {
    if (!(yield* files.exists(path))) return undefined
    const found = yield* Recording.decode(yield* files.readFileString(path))
    return Recording.isSame(found.request, asked) ? found : undefined
  }).pipe(Effect.orDie)

export interface Deck {
  readonly files: FileSystem.FileSystem
  readonly path: string
  /** Of an older and longer recording: removed, so that it is not taken for a part of this one. */
  readonly next: string
  readonly asked: Recording.Request
  readonly scrubber: Scrubber.Scrubber
}

type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** Lets an answer pass and writes it down. A connection that breaks before it is not recorded. */
export const record = (
  { asked, files, next, path, scrubber }: Deck,
  answer: Answer,
  request: HttpClientRequest.HttpClientRequest
): Answer =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    let last = clock.monotonicTimeNanosUnsafe()
    /** Milliseconds since it was last asked. */
    const lap = () => {
      const now = clock.monotonicTimeNanosUnsafe()
      const millis = Math.round(Number(now - last) / 1e6)
      last = now
      return millis
    }
    const response = yield* answer
    const { headers, status } = response
    const afterMillis = lap()
    const reads: Array<{ readonly afterMillis: number; readonly bytes: Uint8Array }> = []
    let how: Recording.Recording["response"]["end"]["how"] = "left"
    const note = (ending: typeof how) => Effect.sync(() => void (how = ending))

    const write = Effect.suspend(() => {
      const hidden = scrubber.bytes(join(reads.map(({ bytes }) => bytes)))
      let at = 0
      const recording = {
        request: asked,
        response: {
          afterMillis,
          status,
          headers: scrubber.headers("response", headers),
          reads: reads.map(({ afterMillis, bytes }) => ({
            afterMillis,
            bytes: Recording.fromBytes(hidden.subarray(at, (at += bytes.length)))
          })),
          end: { afterMillis: lap(), how }
        }
      }
      return Effect.andThen(
        files.writeFileString(path, Recording.encode(recording)),
        Effect.flatMap(files.exists(next), (isOld) => (isOld ? files.remove(next) : Effect.void))
      )
    })
    const body = response.stream.pipe(
      Stream.map((bytes) => {
        reads.push({ afterMillis: lap(), bytes: bytes.slice() })
        return bytes
      }),
      Stream.onEnd(note("whole")),
      Stream.onError((cause) => (Cause.hasInterruptsOnly(cause) ? Effect.void : note("broken"))),
      Stream.ensuring(Effect.orDie(write))
    )
    return Played.response(request, { status, headers, body })
  })
