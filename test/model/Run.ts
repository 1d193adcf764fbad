/** Runs one case on a clock of its own, and says what was seen and what of it the law forbids. */
import { Clock, Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import {
  BifrostError,
  type ChatChunk,
  type ResponsesEvent,
  type SpeechChunk,
  StreamingProvider,
  Timeouts
} from "effect-bifrost"
import { operations, type Row } from "effect-bifrost/schemas/Operation"
import { TestClock } from "effect/testing"
import { reasonOf } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"
import type { Case, Consumer, Stack } from "./Case.ts"
import type { All, Bench } from "./Policies.ts"
import { layerOf, type Watched } from "./Providers.ts"
import * as Reference from "./Reference.ts"

export interface Verdict {
  readonly seen: ReadonlyArray<Reference.Seen>
  /** What the law forbids. */
  readonly broken: ReadonlyArray<string>
}

export const run = (one: Case): Effect.Effect<Verdict> =>
  Effect.gen(function* () {
    const watched: Watched = { attempts: [], sockets: [] }
    const laws: Array<() => string | undefined> = []
    const bench: Bench = {
      operation: one.operation,
      law: (broken) => void laws.push(broken),
      layerOf: ({ policies, provider }) =>
        policies.reduce((layer, policy) => policy.apply(layer, bench), layerOf(provider, watched)),
      modelOf: ({ policies, provider }) =>
        policies.reduce(
          (model, policy) => policy.allow(model, bench),
          Reference.provider(one.operation, provider, one.timeouts)
        )
    }
    const scope = yield* Scope.make()
    const context = yield* Scope.provide(Layer.build(bench.layerOf(one.stack)), scope)
    const model = bench.modelOf(one.stack)
    const seen: Array<Reference.Seen> = []
    const broken: Array<string> = []
    const consumers: ReadonlyArray<Consumer> = [one.consumer, ...Array(one.more).fill(fast)]

    for (const consumer of consumers) {
      const asked = watched.attempts.map(({ by }) => by)
      const listened = yield* Effect.provide(listen(one, consumer, watched), context)
      seen.push(listened.seen)
      const isAllowed = model.ask({ model: "m", asked }).some((way) => Reference.allows(way, listened.seen))
      broken.push(...listened.broken, ...(isAllowed ? [] : ["what was asked, said and how it ended"]))
    }
    // what is left of a body may be read aside for a second
    yield* TestClock.adjust("2 seconds")
    yield* Scope.close(scope, Exit.void)
    if (watched.sockets.flat().some(({ closedAt }) => closedAt === undefined)) broken.push("every socket is closed")
    broken.push(...laws.flatMap((law) => law() ?? []))
    return { seen, broken }
  }).pipe(Effect.provide(TestClock.layer({ warningDelay: "1 minute" })))

const fast: Consumer = { type: "fast" }

/** One consumer, until it has heard all, has left, or nothing happens any more; and what of the law was broken then. */
const listen = Effect.fnUntraced(function* (one: Case, consumer: Consumer, watched: Watched) {
  const chunks: Array<ChatChunk | ResponsesEvent | SpeechChunk> = []
  const running = () => watched.attempts.filter(({ isRunning }) => isRunning).length
  let most = 0
  let isCutAndRunning = false
  const before = watched.attempts.length
  const began = yield* Clock.currentTimeMillis
  const asked = asks[one.operation].pipe(
    Timeouts.set(one.timeouts),
    Stream.take(consumer.type === "take" ? consumer.count : Infinity),
    Stream.runForEachArray((array) => {
      chunks.push(...array)
      most = Math.max(most, running())
      if (array.some(isCut) && running() > 0) isCutAndRunning = true
      return consumer.type === "slow" ? Effect.sleep(consumer.pause) : Effect.void
    })
  )
  const fiber = yield* Effect.forkChild(asked, { startImmediately: true })
  // no longer than it takes, so that who asks next may meet what this one has left: an open circuit, a spent turn
  const steps = consumer.type === "interrupted" ? [consumer.at] : [0, 100, 1000, 10_000, 100_000, 3_600_000]
  for (const step of steps) if (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(step)
  const exit = fiber.pollUnsafe()
  if (exit === undefined) yield* Fiber.interrupt(fiber)

  const { isLast, isPreamble } = operations[one.operation] as Row<unknown, (typeof chunks)[number], unknown>
  const isWhole = chunks.filter(isLast).length === 1 && chunks.slice(-1).some(isLast)
  const seen: Reference.Seen = {
    asked: watched.attempts.map(({ by }) => by),
    said: chunks.flatMap(pieceOf),
    ending: endingOf(exit, consumer, isWhole)
  }
  const laws: ReadonlyArray<readonly [law: string, isKept: boolean]> = [
    ["one start, first", chunks.every((chunk, at) => isPreamble(chunk) === (at === 0))],
    ["content or an end after the start", chunks.length !== 1 || seen.ending === "left"],
    ["one end, last, after a whole answer only", chunks.every((chunk) => !isLast(chunk)) || isWhole],
    ["a seam wherever another goes on", seams(chunks) >= seamsIn(seen.said)],
    ["no seam where nobody else was asked", seams(chunks) < Math.max(1, seen.asked.length)],
    ["only one runs once it is heard", most <= 1],
    ["a provider whose answer was cut is let go before the end is told", !isCutAndRunning],
    [
      "nothing runs longer than it may, listened to or not, but to the end of an answer that was whole in time",
      (isWhole && !chunks.some(isCut)) ||
        watched.attempts.slice(before).every(({ endedAt }) => endedAt - began <= longest(one.stack))
    ],
    ["nothing runs on", running() === 0]
  ]
  return { seen, broken: laws.flatMap(([law, isKept]) => (isKept ? [] : [law])) }
})

/** How long anything may run: by the limits that nothing delays or begins again. */
const longest = ({ policies }: Stack): number => {
  const outer = policies.toReversed()
  const inner = outer.findIndex(({ passes }) => !passes)
  return Math.min(Infinity, ...outer.slice(0, inner < 0 ? undefined : inner).map(({ within = Infinity }) => within))
}

/** Whether it ends an answer that was longer: no script ends so. */
const isCut = (chunk: ChatChunk | ResponsesEvent | SpeechChunk): boolean => {
  if ("type" in chunk) return chunk.type === "response.incomplete"
  if (chunk._tag !== "Finish") return false
  return ("choices" in chunk ? chunk.choices[0]?.reason : chunk.reason) === "length"
}

const seams = (chunks: ReadonlyArray<object>) =>
  chunks.filter((chunk) => "_tag" in chunk && chunk._tag === "Seam").length
/** How often another provider goes on. */
const seamsIn = (said: ReadonlyArray<string>) =>
  said.filter((piece, at) => at > 0 && said[at - 1]?.slice(0, 2) !== piece.slice(0, 2)).length

type Ask = Stream.Stream<ChatChunk | ResponsesEvent | SpeechChunk, BifrostError, Layer.Success<All>>

const asks: { readonly [O in Case["operation"]]: Ask } = {
  chat: StreamingProvider.chat(question),
  responses: StreamingProvider.responses({ model: "m", input: "hi" }),
  speech: StreamingProvider.speech({ model: "m", input: "hi", voice: "v" })
}

const endingOf = (
  exit: Exit.Exit<void, BifrostError> | undefined,
  consumer: Consumer,
  isWhole: boolean
): Reference.Seen["ending"] => {
  if (exit === undefined) return consumer.type === "interrupted" ? "left" : "never"
  if (Exit.isSuccess(exit)) return isWhole || consumer.type !== "take" ? "whole" : "left"
  const error = exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error
  if (error === undefined) throw new Error(`not a failure: ${String(exit)}`)
  const attemptOf = ({ origin, reason }: Pick<BifrostError, "origin" | "reason">) => ({
    by: `${origin?.provider}/${origin?.model}`,
    why: reasonOf(BifrostError.because(reason)) ?? "",
    isRetryable: reason.isRetryable
  })
  return { ...attemptOf(error), attempts: error.attempts.map(attemptOf) }
}

/** The name of a piece, where a chunk holds one. */
const pieceOf = (chunk: object): ReadonlyArray<string> => {
  if ("delta" in chunk) return [String(chunk.delta)]
  return "data" in chunk && chunk.data instanceof Uint8Array ? [new TextDecoder().decode(chunk.data)] : []
}
