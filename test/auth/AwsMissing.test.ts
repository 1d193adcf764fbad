import { assert, it } from "@effect/vitest"
import { Config, Effect, Redacted, Stream } from "effect"
import { HttpClientRequest } from "effect/http"
import { BifrostError } from "effect-bifrost"
import { vi } from "vitest"
import * as Aws from "../../src/auth/Aws.ts"

vi.mock("@smithy/signature-v4", () => {
  throw new Error("Cannot find package")
})

it.effect("without the packages that sign, an attempt says how to install them", () =>
  Effect.gen(function* () {
    const credentials = Effect.succeed({ accessKeyId: "a", secretAccessKey: Redacted.make("b") })
    const auth = yield* Aws.sigV4({ service: "bedrock", region: Config.succeed("eu-north-1"), credentials })
    const error = yield* Effect.flip(
      Stream.runDrain(auth((sign) => Stream.fromEffect(sign(HttpClientRequest.post("https://example.com/a")))))
    )
    assert.instanceOf(error, BifrostError)
    assert.strictEqual(
      error.reason.message,
      "misconfigured: signing for AWS needs @smithy/signature-v4: npm install @smithy/signature-v4 @aws-crypto/sha256-js @aws-sdk/credential-providers"
    )
  })
)
