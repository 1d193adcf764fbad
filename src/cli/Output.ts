/** Standard output is the answer and nothing else; all else goes to standard error. Both are written as it comes. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { Refused } from "./Refused.ts"

/** Whoever read the answer has seen enough, as `head` does. */
export class ReaderGone extends Data.TaggedError("ReaderGone")<{}> {}

/** Waits until the reader took it, so that a slow reader holds the provider back. */
export type Failure = ReaderGone | Refused

export const write = (data: string | Uint8Array): Effect.Effect<void, Failure> =>
  data.length === 0
    ? Effect.void
    : Effect.callback((resume) => {
        process.stdout.write(data, (error) => resume(error ? Effect.fail(failure(error)) : Effect.void))
      })

const failure = (error: Error): Failure =>
  "code" in error && error.code === "EPIPE"
    ? new ReaderGone()
    : new Refused({
        kind: "output",
        what: `Standard output cannot be written: ${error.message}`,
        advice: "Check where it goes."
      })

export const line = (text: string) => write(`${text}\n`)

/** Says something to the person, in a line of its own. */
export const note = (text: string): Effect.Effect<void> =>
  Effect.sync(() => void process.stderr.write(`bifrost: ${text}\n`))

/** A write to a pipe that was closed fails twice: its callback hears of it, and without a listener the process dies. */
export const survivePipes = (): void => {
  process.stdout.on("error", () => {})
  process.stderr.on("error", () => {})
}
