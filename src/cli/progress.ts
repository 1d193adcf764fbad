/** How far a long answer is, on standard error and only where that is a terminal: one line, redrawn, gone at the end. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stdio from "effect/Stdio"
import * as durations from "./durations.ts"

export interface Progress {
  readonly add: (bytes: number) => void
  /** Takes the line away for good, as before text goes to the same terminal. */
  readonly stop: () => void
}

/** Runs until its scope closes. `verb` says what is done with the bytes: `received`, `sent`. */
export const start = Effect.fnUntraced(function* (verb: string) {
  let bytes = 0
  let drawn = false
  let stopped = !(yield* (yield* Stdio.Stdio).stderrIsTerminal)
  const progress: Progress = {
    add: (more) => {
      bytes += more
    },
    stop: () => {
      stopped = true
      if (drawn) process.stderr.write(erase)
      drawn = false
    }
  }
  if (stopped) return progress
  const began = yield* Clock.currentTimeMillis
  const draw = Effect.map(Clock.currentTimeMillis, (now) => {
    if (stopped) return
    drawn = true
    process.stderr.write(`${erase}${line(bytes, verb, now - began)}`)
  })
  yield* Effect.forkScoped(Effect.delay(Effect.repeat(draw, Schedule.spaced("200 millis")), "500 millis"))
  yield* Effect.addFinalizer(() => Effect.sync(progress.stop))
  return progress
})

const erase = "\r\x1b[K"

export const line = (bytes: number, verb: string, millis: number): string =>
  `${size(bytes)} ${verb}, ${durations.show(millis)}`

const size = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
