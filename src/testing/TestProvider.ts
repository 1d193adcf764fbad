/**
 * A provider that says what a test tells it to: texts, chunks, pauses on the clock, failures, silence. It records
 * what it was asked and how each answer ended. It opens no socket and waits on `Clock` alone, so a test under
 * `TestClock` is exact and takes no time.
 *
 *   const provider = TestProvider.make({
 *     chat: [[new Overloaded({ description: "busy" })], ["Hel", TestProvider.pause("5 seconds"), "lo"]]
 *   })
 *
 * The first chat request fails, the second is answered with a pause; so is every one after it.
 */
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { Origin } from "../../schemas/BifrostError.ts"
import type { Operation, RequestOf } from "../../schemas/Operation.ts"
import { ServerFailed } from "../../schemas/Reason.ts"
import * as Grammar from "../service/Grammar.ts"
import * as Request from "../service/Request.ts"
import * as StreamingProvider from "../StreamingProvider.ts"
import * as AttemptSpan from "../telemetry/AttemptSpan.ts"
import { play } from "./Play.ts"
import { Hang, Pause, type Script } from "./Script.ts"
import * as Witness from "../service/Witness.ts"

export type { Script, Step } from "./Script.ts"

/** A request that reached the provider. An attempt that a retry repeats is another one. */
export interface Seen<O extends Operation> {
  readonly request: RequestOf<O>
  /** `interrupted` is any end before the script's own: interruption, `Stream.take`, a scope that closed. */
  readonly ending: "running" | "whole" | "failed" | "interrupted"
}

export interface TestProvider<O extends Operation> {
  /** Supplies exactly the operations that have scripts. */
  readonly layer: Layer.Layer<StreamingProvider.Supports<O>>
  /** What it was asked so far, oldest first. */
  readonly requests: <K extends O>(operation: K) => ReadonlyArray<Seen<K>>
}

/** Waits on the clock. */
export const pause = (duration: Duration.Input): Pause => new Pause(duration)

/** Says nothing more, and never ends. */
export const hang: Hang = new Hang()

/**
 * For each operation its scripts: the n-th request is answered by the n-th script, and those after by the last.
 * `provider` is its id in `Start`, errors and spans. Default: `test`.
 */
export const make = <O extends Operation>(
  scripts: { readonly [K in O]: ReadonlyArray<Script<K>> },
  provider = "test"
): TestProvider<O> => {
  const given: { readonly [K in Operation]?: ReadonlyArray<Script<K>> } = scripts
  const seen: { readonly [K in Operation]: Array<Entry<K>> } = {
    text: [],
    chat: [],
    responses: [],
    speech: [],
    transcription: []
  }

  const serve = <K extends Operation>(operation: K): StreamingProvider.Service<K> | undefined => {
    const answers: ReadonlyArray<Script<K>> | undefined = given[operation]
    if (answers === undefined) return undefined
    const entries: Array<Entry<K>> = seen[operation]
    const answer = (request: RequestOf<K>, origin: Origin) =>
      Stream.suspend(() => {
        const script: Script<K> = answers[Math.min(entries.length, answers.length - 1)] ?? noScript
        const entry: Entry<K> = { request, ending: "running" }
        entries.push(entry)
        return watched(entry, play(operation, script, origin))
      })
    const gate = Request.gate({ provider, operation })
    return {
      provider,
      operation,
      stream: (request) =>
        gate(request, (checked, origin) =>
          answer(checked, origin).pipe(
            Grammar.enforce(operation, origin),
            AttemptSpan.around(operation, origin),
            Witness.attempt(origin)
          )
        )
    }
  }
  return {
    layer: Layer.succeedContext(StreamingProvider.make(serve)),
    requests: (operation) => seen[operation]
  }
}

const noScript = [new ServerFailed({ description: "the test gave this provider no script" })]

type Entry<O extends Operation> = { -readonly [K in keyof Seen<O>]: Seen<O>[K] }

const watched = <O extends Operation, A, E>(entry: Entry<O>, stream: Stream.Stream<A, E>): Stream.Stream<A, E> => {
  const end = (ending: Entry<O>["ending"]) =>
    Effect.sync(() => {
      if (entry.ending === "running") entry.ending = ending
    })
  return stream.pipe(
    Stream.onEnd(end("whole")),
    Stream.onError((cause) => end(Cause.hasInterruptsOnly(cause) ? "interrupted" : "failed")),
    Stream.ensuring(end("interrupted"))
  )
}
