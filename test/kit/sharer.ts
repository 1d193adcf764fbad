/** A process with a scripted provider behind policies whose state is in Redis. It does what its parent tells it. */
import { NodeRedis } from "@effect/platform-node"
import { Context, Effect, Exit, Fiber, Layer, Logger, Option, Scope, Stream } from "effect"
import { BifrostError, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { CircuitBreaker, RateLimiter } from "effect/persistence"
import { Overloaded } from "../../schemas/Reason.ts"
import { question } from "./wire.ts"

/** What a process is. */
export interface Plan {
  /** Whose count and circuit it shares. */
  readonly key: string
  readonly limit?: Policy.RateLimitOptions
  readonly breaker?: { readonly failures: number; readonly openMillis: number }
  /** `busy` fails, `hang` says nothing more; all else is said. */
  readonly scripts: ReadonlyArray<ReadonlyArray<string>>
}

/** Asks once; asks and holds the stream at its first word; interrupts what it holds. */
export type Order = Plan | "ask" | "hold" | "leave"

export interface Answer {
  readonly outcome: string
  readonly retryAfterMillis?: number | undefined
  /** How often its provider was asked, this time included. */
  readonly sent: number
  readonly warnings: ReadonlyArray<string>
}

const chat = StreamingProvider.chat(question)
const probeLease = "2 seconds"

const policiesOf = ({ breaker, key, limit }: Plan) => {
  const none = Effect.succeed<Policy.Policy>((stream) => stream)
  const circuit = breaker && {
    key,
    trip: CircuitBreaker.consecutive(breaker.failures),
    openDuration: breaker.openMillis
  }
  return {
    limit: Policy.apply(limit ? Policy.rateLimit({ key, ...limit }) : none),
    breaker: Policy.apply(circuit ? Policy.circuitBreaker(circuit) : none)
  }
}

const step = (word: string) => {
  if (word === "busy") return new Overloaded({ description: "busy" })
  return word === "hang" ? TestProvider.hang : word
}

const live = async (url: string) => {
  const warnings: Array<string> = []
  const scope = Scope.makeUnsafe()
  const build = <A, E>(layer: Layer.Layer<A, E>) => Effect.runPromise(Layer.buildWithScope(layer, scope))
  const log = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
  const stores = Layer.merge(RateLimiter.layerStoreRedis(), CircuitBreaker.layerStoreRedis({ probeLease }))
  const redis = NodeRedis.layer({ url, disableOfflineQueue: true })
  const shared = await build(stores.pipe(Layer.provide(redis), Layer.provideMerge(log)))

  let provider = TestProvider.make({ chat: [[""]] })
  let context = Context.merge(shared, await build(provider.layer))
  let held: Fiber.Fiber<void, BifrostError> | undefined
  const become = async (plan: Plan) => {
    provider = TestProvider.make({ chat: plan.scripts.map((script) => script.map(step)) })
    const { breaker, limit } = policiesOf(plan)
    context = Context.merge(
      shared,
      await build(provider.layer.pipe(limit, breaker, Layer.provide(Layer.succeedContext(shared))))
    )
  }
  const say = (exit: Exit.Exit<unknown, unknown>) => {
    const error = Option.getOrUndefined(Exit.findErrorOption(exit))
    const answer: Answer = {
      outcome: error instanceof BifrostError ? error.reason._tag : Exit.isSuccess(exit) ? "whole" : String(exit),
      retryAfterMillis: error instanceof BifrostError ? error.retryAfterMillis : undefined,
      sent: provider.requests("chat").length,
      warnings
    }
    process.send?.(answer)
  }
  const run = <A, E>(effect: Effect.Effect<A, E, StreamingProvider<"chat">>) => Effect.runForkWith(context)(effect)
  process.on("message", (order: Order) => {
    if (typeof order === "object") void become(order).then(() => say(Exit.void))
    else if (order === "ask") run(Stream.runDrain(chat)).addObserver(say)
    else if (order === "leave" && held) run(Fiber.interrupt(held)).addObserver(say)
    else held = run(Stream.runForEachArray(chat, () => Effect.sync(() => say(Exit.void))))
  })
  process.on("disconnect", () => process.exit())
  say(Exit.void)
}

const [, , url] = process.argv
if (url !== undefined && process.send) await live(url)
