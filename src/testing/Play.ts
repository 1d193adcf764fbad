/** How a script becomes an answer: chunks, pauses on the clock, failures. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { Reason } from "../../schemas/Reason.ts"
import { type Content, Hang, Pause, type Script, wordings } from "./Script.ts"

export const isReason = Schema.is(Reason)

/** Plays the steps of one answer: what begins and ends it is added where the script leaves it out. */
export const play = <O extends Operation>(
  operation: O,
  script: Script<O>,
  origin: Origin
): Stream.Stream<ChunkOf<O>, BifrostError> =>
  Stream.suspend(() => {
    const { fold, isLast, isPreamble } = operations[operation]
    const wording = wordings[operation]
    const said = fold()
    let isStarted = false
    let isEnded = false
    const hear = (chunk: ChunkOf<O>) => {
      const start = isStarted || isPreamble(chunk) ? [] : [wording.start(origin.provider, origin.model)]
      isStarted = true
      isEnded = isLast(chunk)
      said.add(chunk)
      return Stream.fromArray([...start, chunk])
    }
    const steps = Stream.flatMap(Stream.fromIterable(script), (step): Stream.Stream<ChunkOf<O>, BifrostError> => {
      if (step instanceof Pause) return Stream.fromEffectDrain(Effect.sleep(step.duration))
      if (step instanceof Hang) return Stream.never
      if (isReason(step)) return Stream.fail(BifrostError.because(step, origin))
      return hear(isContent(step) ? wording.say(step) : step)
    })
    const rest = Stream.suspend(() => (isEnded ? Stream.empty : hear(wording.finish(said.digest(), origin.model))))
    return Stream.concat(steps, rest)
  })

const isContent = <O extends Operation>(step: Content[O] | ChunkOf<O>): step is Content[O] =>
  typeof step === "string" || step instanceof Uint8Array
