/** Runs one case on a clock of its own, and says what was seen and what of it the law forbids. */
import { Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import {
  BifrostError,
  type ChatChunk,
  Policy,
  Provider,
  type ResponsesEvent,
  type SpeechChunk,
  StreamingProvider,
  Timeouts
} from "effect-bifrost"
import { operations, type Row } from "effect-bifrost/schemas/Operation"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import * as Client from "../kit/client.ts"
import { reasonOf } from "../kit/hear.ts"
import { record } from "../kit/provider.ts"
import { data, question, stop } from "../kit/wire.ts"
import { type Case, type Consumer, nameOf, type Piece, type Provider as ProviderCase, type Script } from "./Case.ts"
import { faults } from "./Faults.ts"
import type { All, Bench } from "./Policies.ts"
import * as Reference from "./Reference.ts"

/** One request that reached a provider. */
interface Attempt {
  readonly by: string
  isRunning: boolean
}

interface Watched {
  readonly attempts: Array<Attempt>
  readonly sockets: Array<ReadonlyArray<Client.Socket>>
}

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
  const asked = asks[one.operation].pipe(
    Timeouts.set(one.timeouts),
    Stream.take(consumer.type === "take" ? consumer.count : Infinity),
    Stream.runForEachArray((array) => {
      chunks.push(...array)
      most = Math.max(most, running())
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
    ["nothing runs on", running() === 0]
  ]
  return { seen, broken: laws.flatMap(([law, isKept]) => (isKept ? [] : [law])) }
})

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

const layerOf = (provider: ProviderCase, watched: Watched): All => {
  const { id, overHttp, scripts } = provider
  const scripted = TestProvider.make(
    {
      chat: scripts.map((script, index) =>
        steps(script, (at, { kind }) => chatChunk(kind, nameOf(id, index, at, kind)))
      ),
      responses: scripts.map((script, index) =>
        steps(script, (at, { kind }) => event(kind, nameOf(id, index, at, kind)))
      ),
      speech: scripts.map((script, index) =>
        steps(script, (at, { kind }) => new TextEncoder().encode(nameOf(id, index, at, kind)))
      )
    },
    id
  ).layer
  const all: All = overHttp ? Layer.merge(scripted, http(provider, watched)) : scripted
  return all.pipe(watch(watched))
}

const watch = (watched: Watched) =>
  Policy.applyMiddleware((service) => ({
    ...service,
    stream: (request) =>
      Stream.suspend(() => {
        const attempt: Attempt = { by: `${service.provider}/${request.model}`, isRunning: true }
        watched.attempts.push(attempt)
        return Stream.ensuring(
          service.stream(request),
          Effect.sync(() => void (attempt.isRunning = false))
        )
      })
  }))

const steps = <A>({ after, end, pieces }: Script, say: (at: number, piece: Piece) => A) => [
  ...pieces.flatMap((piece, at) => [TestProvider.pause(piece.after), say(at, piece)]),
  TestProvider.pause(after),
  ...(end === "whole" ? [] : [end === "hang" ? TestProvider.hang : faults[end].reason])
]

const chatChunk = (kind: Piece["kind"], delta: string) => {
  if (kind === "call") return { _tag: "ToolCall", choice: 0, index: 0, delta } as const
  return { _tag: kind === "word" ? "Text" : "Reasoning", choice: 0, delta } as const
}

const event = (kind: Piece["kind"], delta: string) => {
  const place = { item_id: "i", output_index: 0, delta }
  if (kind === "call") return { type: "response.function_call_arguments.delta", ...place } as const
  const type = kind === "word" ? "response.output_text.delta" : "response.reasoning_text.delta"
  return { type, content_index: 0, ...place } as const
}

/** The same script as an answer of OpenAI's chat wire. */
const http = ({ id, scripts }: ProviderCase, watched: Watched) => {
  const { layer, sockets } = Client.client(...scripts.map((script, index) => answer(id, index, script)))
  watched.sockets.push(sockets)
  return Provider.layer({ ...record, id }).pipe(Layer.provide(layer), Layer.orDie)
}

const answer = (id: string, index: number, { after, end, pieces }: Script): Client.Answer => {
  const fault = end === "whole" || end === "hang" ? undefined : faults[end]
  if (pieces.length === 0 && fault?.status !== undefined) {
    const { headers = {}, said = "", status } = fault
    return { after, status, headers, body: said.replace("data: ", "") }
  }
  const parts = Client.paced(
    ...pieces.map(({ after, kind }, at) => [after, wire(kind, nameOf(id, index, at, kind))] as const)
  )
  const last = end === "whole" ? data(stop, "[DONE]") : fault?.said
  const rest =
    end === "hang"
      ? Stream.never
      : Stream.unwrap(
          Effect.as(
            Effect.sleep(after),
            end === "reset" ? Stream.fail(new Error("reset")) : last === undefined ? Stream.empty : Stream.make(last)
          )
        )
  return { body: Stream.concat(parts, rest) }
}

const wire = (kind: Piece["kind"], text: string): string => {
  const call = { tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: text } }] }
  const delta = kind === "word" ? { content: text } : kind === "thought" ? { reasoning_content: text } : call
  return data({ model: "m-1", choices: [{ delta }] })
}
