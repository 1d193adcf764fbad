/** Google's default credentials, found by Google's own package, with the token exchange on this machine. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, vi } from "vitest"
import * as Google from "../../src/auth/Google.ts"
import { client } from "../kit/client.ts"
import { type Exchange, serve } from "../kit/loopback.ts"
import * as Planted from "../kit/planted.ts"
import { record } from "../kit/provider.ts"
import { hello, question } from "../kit/wire.ts"
import * as Heard from "../kit/hear.ts"

/** Google's own search must find what the test plants, and nothing of this machine or its network. */
beforeEach(() => {
  vi.stubEnv("METADATA_SERVER_DETECTION", "none")
  vi.stubEnv("CLOUDSDK_CONFIG", "/nowhere")
  // else it asks for it by programs and servers of Google's
  vi.stubEnv("GOOGLE_CLOUD_PROJECT", "asgard")
  vi.stubEnv("GOOGLE_CLOUD_QUOTA_PROJECT", undefined)
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", undefined)
})
afterEach(() => void vi.unstubAllEnvs())

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "bifrost-google-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

/** A file of credentials that are exchanged for tokens at `tokenUrl`. */
const credentials = (tokenUrl: string, more: object = {}) =>
  Effect.gen(function* () {
    const home = yield* folder
    const subject = join(home, "subject")
    const file = join(home, "credentials.json")
    const written = {
      type: "external_account",
      audience: "//iam.googleapis.com/asgard",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: tokenUrl,
      credential_source: { file: subject },
      ...more
    }
    yield* Effect.promise(() => writeFile(subject, "a-subject"))
    yield* Effect.promise(() => writeFile(file, JSON.stringify(written)))
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file)
  })

const json = ({ response }: Exchange, status: number, body: unknown) =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))

const token = (it: Exchange, value: string, seconds: number) =>
  json(it, 200, {
    access_token: value,
    issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    token_type: "Bearer",
    expires_in: seconds
  })

/** A question asked so often, of one layer: how it signed in, and what was heard. */
const ask = (times = 1, auth: Auth.Auth = Google.applicationDefault()) =>
  Effect.gen(function* () {
    const { layer, sockets } = client({ body: hello })
    const provided = Provider.layer({ ...record, auth })
    const asking = Effect.replicateEffect(Heard.hear(StreamingProvider.chat(question)), times)
    const heard = yield* asking.pipe(Effect.provide(provided), Effect.provide(layer))
    return { heard, signed: sockets.map(({ headers }) => headers) }
  })

describe("credentials that Google's package finds", () => {
  it.live("are exchanged once for a token that lasts", () =>
    Effect.gen(function* () {
      const sts = yield* serve((it) => token(it, `token-${it.index}`, 3600))
      yield* credentials(sts.baseUrl)
      const { heard, signed } = yield* ask(3)
      assert.deepStrictEqual(
        signed.map(({ authorization }) => authorization),
        ["Bearer token-0", "Bearer token-0", "Bearer token-0"]
      )
      assert.isUndefined(signed[0]?.["x-goog-user-project"])
      assert.strictEqual(sts.exchanges.length, 1)
      assert.deepStrictEqual(
        heard.map(({ error }) => error),
        [undefined, undefined, undefined]
      )
    })
  )

  it.live("are exchanged anew for a token that is about to end", () =>
    Effect.gen(function* () {
      const sts = yield* serve((it) => token(it, `token-${it.index}`, 1))
      yield* credentials(sts.baseUrl)
      const { signed } = yield* ask(2)
      assert.deepStrictEqual(
        signed.map(({ authorization }) => authorization),
        ["Bearer token-0", "Bearer token-1"]
      )
    })
  )

  it.live("say which project pays", () =>
    Effect.gen(function* () {
      const sts = yield* serve((it) => token(it, "token", 3600))
      yield* credentials(sts.baseUrl, { quota_project_id: "payer" })
      assert.strictEqual((yield* ask()).signed[0]?.["x-goog-user-project"], "payer")
    })
  )

  it.live("that Google does not take are Unauthorized, and nothing is sent; later it may take them", () =>
    Effect.gen(function* () {
      const sts = yield* serve((it) =>
        it.index === 0
          ? json(it, 400, { error: "invalid_grant", error_description: "The credentials were revoked" })
          : token(it, "token", 3600)
      )
      yield* credentials(sts.baseUrl)
      const { heard, signed } = yield* ask(2)
      assert.strictEqual(
        heard[0]?.error?.reason.message,
        "unauthorized (400): no credentials for Google: Error code invalid_grant: The credentials were revoked"
      )
      assert.deepStrictEqual(
        signed.map(({ authorization }) => authorization),
        ["Bearer token"]
      )
      assert.isUndefined(heard[1]?.error)
    })
  )

  const failures: ReadonlyArray<readonly [how: string, reason: string, answer: (it: Exchange) => void]> = [
    ["breaks", "ServerFailed", (it) => json(it, 500, {})],
    ["is too busy", "RateLimited", (it) => json(it, 429, {})],
    ["hangs up", "Unreachable", ({ request }) => void request.socket.destroy()]
  ]
  it.live.each(failures)("where the exchange %s: %s", ([, reason, answer]) =>
    Effect.gen(function* () {
      yield* credentials((yield* serve(answer)).baseUrl)
      const { heard, signed } = yield* ask()
      assert.strictEqual(Heard.reasonOf(heard[0]?.error), reason)
      assert.isEmpty(signed)
    })
  )

  it.live("and that are in no error, span or log when the provider echoes them", () =>
    Effect.gen(function* () {
      const sts = yield* serve((it) => token(it, Planted.sent, 3600))
      yield* credentials(sts.baseUrl)
      const http = client({ status: 401, body: JSON.stringify({ error: { message: Planted.spellings.join(" ") } }) })
      const asking = StreamingProvider.chat(question).pipe(
        Stream.provide(Provider.layer({ ...record, auth: Google.applicationDefault() })),
        Stream.provide(http.layer)
      )
      const { error, text } = yield* Planted.everythingTold(asking)
      assert.strictEqual(error.reason._tag, "Unauthorized")
      assert.strictEqual(http.sockets[0]?.headers["authorization"], `Bearer ${Planted.sent}`)
      Planted.clean(text, "Google's token")
    })
  )
})

describe("without credentials", () => {
  const misconfigured = Effect.map(ask(), ({ heard, signed }) => {
    assert.isEmpty(signed)
    const reason = heard[0]?.error?.reason
    assert.strictEqual(reason?._tag, "Misconfigured")
    return reason?.message ?? ""
  })

  it.live("Google's own sentence says so", () =>
    Effect.gen(function* () {
      assert.include(yield* misconfigured, "no credentials for Google: Could not load the default credentials")
    })
  )

  it.live("a file that is missing is named", () =>
    Effect.gen(function* () {
      vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json")
      assert.include(yield* misconfigured, "The file at /nowhere/key.json does not exist")
    })
  )

  it.live("a file that is broken is not quoted", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "credentials.json")
      yield* Effect.promise(() => writeFile(file, `{"private_key": ${Planted.sent}}`))
      vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file)
      assert.strictEqual(yield* misconfigured, "misconfigured: no credentials for Google: their file is not JSON")
    })
  )
})
