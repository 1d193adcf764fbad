/** What a consumer heard of a stream, and how it ended for it. */
import { Cause, Effect, Exit, Stream } from "effect"
import { BifrostError } from "effect-bifrost"

export interface Heard<A> {
  readonly chunks: ReadonlyArray<A>
  /** The arrays they came in, by their lengths. */
  readonly arrays: ReadonlyArray<number>
  readonly error: BifrostError | undefined
}

export const hear = <A, E, R>(stream: Stream.Stream<A, E, R>): Effect.Effect<Heard<A>, never, R> =>
  Effect.gen(function* () {
    const chunks: Array<A> = []
    const arrays: Array<number> = []
    const exit = yield* Effect.exit(
      Stream.runForEachArray(stream, (array) =>
        Effect.sync(() => {
          chunks.push(...array)
          arrays.push(array.length)
        })
      )
    )
    if (Exit.isSuccess(exit)) return { chunks, arrays, error: undefined }
    const error = Cause.squash(exit.cause)
    if (!(error instanceof BifrostError)) return yield* Effect.die(error)
    return { chunks, arrays, error }
  })

/** The text of what was heard, whatever the operation. */
export const text = (chunks: ReadonlyArray<object>): string =>
  chunks.map((chunk) => ("delta" in chunk ? String(chunk.delta) : "")).join("")

/** An error in one line: its reason's tag, and for a clock which. */
export const reasonOf = (error: BifrostError | undefined): string | undefined =>
  error && (error.reason._tag === "TimedOut" ? `TimedOut ${error.reason.phase}` : error.reason._tag)
