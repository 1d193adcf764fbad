import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { HttpClientRequest } from "effect/http"
import { BifrostError } from "effect-bifrost"
import { vi } from "vitest"
import * as Google from "../../src/auth/Google.ts"

vi.mock("google-auth-library", () => {
  throw new Error("Cannot find package")
})

it.effect("without the package that signs in, an attempt says how to install it", () =>
  Effect.gen(function* () {
    const auth = yield* Google.applicationDefault()
    const error = yield* Effect.flip(
      Stream.runDrain(auth((sign) => Stream.fromEffect(sign(HttpClientRequest.post("https://example.com/a")))))
    )
    assert.instanceOf(error, BifrostError)
    assert.strictEqual(
      error.reason.message,
      "misconfigured: signing in to Google needs google-auth-library: npm install google-auth-library"
    )
  })
)
