/** OpenAI's own client beside ours, at one server of this machine. */
import { NodeHttpClient } from "@effect/platform-node"
import { Config, Effect, Layer, Redacted } from "effect"
import { BifrostError } from "effect-bifrost"
import * as Provider from "effect-bifrost/layers/OpenAI"
import OpenAI from "openai"
import { assert } from "vitest"
import * as OpenAi from "../examples/OpenAi.ts"
import { bodyOf } from "./fixture.ts"

type Ours<A> = Effect.Effect<A, BifrostError, Layer.Success<typeof Provider.layer>>

/** Both ask one server that answers `body`; what both understood and what both asked. */
export const both = async <A, B>(
  answer: Pick<OpenAi.Answer, "headers" | "pieces">,
  ours: Ours<A>,
  theirs: (client: OpenAI) => PromiseLike<B>
) => {
  await using server = await OpenAi.serve(() => answer)
  const baseURL = `${server.url}/v1`
  const layer = Provider.layerConfig({
    apiKey: Config.succeed(Redacted.make("sk-test")),
    baseUrl: Config.succeed(baseURL)
  }).pipe(Layer.provide(NodeHttpClient.layerUndici))
  const mine = await Effect.runPromise(Effect.result(Effect.provide(ours, layer)))
  const reference = await Promise.resolve(theirs(new OpenAI({ apiKey: "sk-test", baseURL, maxRetries: 0 }))).then(
    (value) => ({ value }),
    (error: unknown) => ({ error })
  )
  const [one, two] = server.asked
  assert.isDefined(one)
  assert.isDefined(two)
  return { mine, reference, asked: [one, two] as const }
}

export const played = (path: string): Pick<OpenAi.Answer, "headers" | "pieces"> => ({ pieces: [bodyOf(path)] })

export const whole = <A, E, B>(answers: {
  readonly mine: { readonly _tag: "Success"; readonly success: A } | { readonly _tag: "Failure"; readonly failure: E }
  readonly reference: { readonly value: B } | { readonly error: unknown }
}) => {
  const { mine, reference } = answers
  if (mine._tag === "Failure") throw mine.failure
  if ("error" in reference) throw reference.error
  return [mine.success, reference.value] as const
}

/** Both failed, with the same words. */
export const assertFailed = <A, E, B>({ mine, reference }: Parameters<typeof whole<A, E, B>>[0]) => {
  if (mine._tag === "Success" || !("error" in reference)) throw new Error("no failure")
  const { failure } = mine
  assert.instanceOf(failure, BifrostError)
  const description = "description" in failure.reason ? failure.reason.description : ""
  assert.isNotEmpty(description)
  assert.include(String(reference.error), description)
}
