/**
 * A vendor's own client beside ours, at one server of this machine: what both sent of one intent, and what both
 * understood of the same bytes.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Config, Effect, Layer, Redacted } from "effect"
import { BifrostError } from "effect-bifrost"
import type { HttpClient } from "effect/http"
import { assert } from "vitest"
import * as OpenAi from "../examples/OpenAi.ts"
import { bodyOf } from "../kit/fixture.ts"

/** Both clients, pointed at a server's address. */
export interface Sides<R, Client> {
  readonly layer: (url: string) => Layer.Layer<R, Config.ConfigError, HttpClient.HttpClient>
  readonly client: (url: string) => Client
}

export type Bytes = Pick<OpenAi.Answer, "status" | "headers" | "pieces">

export const key = "key-of-nobody"

/** The options of a layer that is pointed at `baseUrl`. */
export const at = (baseUrl: string) => ({
  apiKey: Config.succeed(Redacted.make(key)),
  baseUrl: Config.succeed(baseUrl)
})

/** Both ask one server that answers `bytes`; what both understood, and what each asked last. */
export const both = async <R, Client, A, B>(
  { client, layer }: Sides<R, Client>,
  bytes: Bytes,
  ours: Effect.Effect<A, BifrostError, R>,
  theirs: (client: Client) => PromiseLike<B>
) => {
  await using server = await OpenAi.serve(() => bytes)
  const provided = Effect.provide(ours, Layer.provide(layer(server.url), NodeHttpClient.layerUndici))
  const mine = await Effect.runPromise(Effect.result(provided))
  const before = server.asked.length
  const one = server.asked.at(-1)
  const reference = await Promise.resolve(client(server.url))
    .then(theirs)
    .then(
      (value) => ({ value }),
      (error: unknown) => ({ error })
    )
  const two = server.asked.slice(before).at(-1)
  return { mine, reference, asked: { one, two } }
}

/** The whole of one of our own answers. */
export const played = (path: string): Bytes => ({ pieces: [bodyOf(path)] })

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
