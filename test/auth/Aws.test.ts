/** Requests signed for AWS, checked as AWS checks them: by the written algorithm, apart from the package that signs. */
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Layer, Redacted } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import * as Bedrock from "effect-bifrost/layers/Bedrock"
import { createHash, createHmac } from "node:crypto"
import { vi } from "vitest"
import * as Aws from "../../src/auth/Aws.ts"
import { bodyOf } from "../kit/fixture.ts"
import * as Heard from "../kit/hear.ts"

const secret = "wJalrXUtnFEMI-secret"
const identity = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: Redacted.make(secret) }
const region = Config.succeed("eu-north-1")
const question = { model: "anthropic.claude-haiku-4-5-v1:0", messages: [{ role: "user", content: "hi" }] } as const

const env = (values: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromUnknown(values))

/** What Bedrock would see of a question, and what was heard of its answer. */
const ask = (auth: Auth.Auth, config: Record<string, string> = { AWS_REGION: "eu-north-1" }) =>
  Effect.gen(function* () {
    const seen: Array<{ readonly request: HttpClientRequest.HttpClientRequest; readonly url: URL }> = []
    const client = HttpClient.make((request, url) =>
      Effect.sync(() => {
        seen.push({ request, url })
        const body = new Uint8Array(bodyOf("bedrock-converse/text.frames"))
        return HttpClientResponse.fromWeb(request, new Response(body, { status: 200 }))
      })
    )
    const layer = Provider.layer({ ...Bedrock.provider, auth }).pipe(
      Layer.provide([Layer.succeed(HttpClient.HttpClient, client), env(config)])
    )
    const { chunks, error } = yield* Heard.hear(StreamingProvider.chat(question)).pipe(Effect.provide(layer))
    return { text: Heard.text(chunks), error, seen: seen[0] }
  })

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex")
const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest()

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
const signatureOf = (request: HttpClientRequest.HttpClientRequest, url: URL): string => {
  const [, day = "", names = ""] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\d{8})\/eu-north-1\/bedrock\/aws4_request, SignedHeaders=([^,]+), /.exec(
      request.headers["authorization"] ?? ""
    ) ?? []
  const headers: Record<string, string | undefined> = { ...request.headers, host: url.host }
  const lines = names.split(";").map((name) => `${name}:${headers[name]}\n`)
  const path = url.pathname.split("/").map(encodeURIComponent).join("/")
  const body = request.body._tag === "Uint8Array" ? request.body.body : ""
  const canonical = [request.method, path, "", lines.join(""), names, sha256(body)].join("\n")
  const scope = `${day}/eu-north-1/bedrock/aws4_request`
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n")
  const key = [day, "eu-north-1", "bedrock", "aws4_request"].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`))
  return hmac(key, toSign).toString("hex")
}

describe("a request to Bedrock", () => {
  it.effect("carries a signature that AWS finds right", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 24, 12, 0, 0))
      const auth = Aws.sigV4({ service: "bedrock", region, credentials: Effect.succeed(identity) })
      const { seen, text } = yield* ask(auth)
      assert.strictEqual(text, "Hello from Asgård 🌈")
      if (seen === undefined) return assert.fail("nothing was sent")
      assert.strictEqual(
        seen.url.href,
        "https://bedrock-runtime.eu-north-1.amazonaws.com/model/anthropic.claude-haiku-4-5-v1%3A0/converse-stream"
      )
      assert.strictEqual(seen.request.headers["x-amz-date"], "20261124T120000Z")
      const authorization = seen.request.headers["authorization"] ?? ""
      assert.include(authorization, "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, ")
      assert.strictEqual(authorization.split("Signature=")[1], signatureOf(seen.request, seen.url))
    })
  )

  it.effect("carries the token of credentials that end, signed", () =>
    Effect.gen(function* () {
      const credentials = Effect.succeed({ ...identity, sessionToken: Redacted.make("token-of-an-hour") })
      const { seen } = yield* ask(Aws.sigV4({ service: "bedrock", region, credentials }))
      assert.strictEqual(seen?.request.headers["x-amz-security-token"], "token-of-an-hour")
      assert.include(seen?.request.headers["authorization"], ";x-amz-security-token, ")
      assert.notInclude(JSON.stringify(seen), secret)
    })
  )

  it.effect("carries the key where there is one, and no signature", () =>
    Effect.gen(function* () {
      const config = { AWS_DEFAULT_REGION: "us-west-2", AWS_BEARER_TOKEN_BEDROCK: "bedrock-api-key" }
      const { seen } = yield* ask(Bedrock.provider.auth, config)
      assert.strictEqual(seen?.url.host, "bedrock-runtime.us-west-2.amazonaws.com")
      assert.strictEqual(seen?.request.headers["authorization"], "Bearer bedrock-api-key")
    })
  )

  it.effect("is not sent by nobody: the chain of AWS's own tools says why", () =>
    Effect.gen(function* () {
      vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true")
      vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
      vi.stubEnv("AWS_CONFIG_FILE", "/nowhere")
      for (const name of ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"])
        vi.stubEnv(name, undefined)
      const { error, seen } = yield* ask(Bedrock.provider.auth)
      assert.isUndefined(seen)
      assert.strictEqual(error?.reason._tag, "Misconfigured")
      assert.include(error?.message, "no credentials for AWS: ")
    })
  )

  it.effect("needs a region", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask(Bedrock.provider.auth, {}))
      assert.include(String(error), "AWS_")
    })
  )
})
