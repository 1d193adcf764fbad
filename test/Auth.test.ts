/** How a request proves who sends it, and that the proof is seen nowhere else. */
import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { Auth, BifrostError, Provider, StreamingProvider } from "effect-bifrost"
import { Unauthorized } from "effect-bifrost/schemas/Reason"
import { inspect } from "node:util"
import * as Client from "./kit/client.ts"
import * as Heard from "./kit/hear.ts"
import { record } from "./kit/provider.ts"
import { hello, question } from "./kit/wire.ts"

const secret = "sk-very-secret"
const env = (values: Record<string, unknown>) => ConfigProvider.layer(ConfigProvider.fromUnknown(values))
const key = Config.Redacted("THE_KEY")

/** What a server sees of a request that this auth signed, and what its answer was. */
const ask = (
  auth: Auth.Auth,
  answer: Client.Answer = { body: hello },
  config: Record<string, unknown> = { THE_KEY: secret }
) =>
  Effect.gen(function* () {
    const { layer, sockets } = Client.client(answer)
    const provider = Provider.layer({ ...record, auth }).pipe(Layer.provide([layer, env(config)]))
    const { chunks, error } = yield* Heard.hear(StreamingProvider.chat(question)).pipe(Effect.provide(provider))
    return { chunks, error, socket: sockets[0] }
  })

describe("Auth", () => {
  it.effect("bearer", () =>
    Effect.gen(function* () {
      const { socket } = yield* ask(Auth.bearer(key))
      expect(socket?.headers["authorization"]).toBe(`Bearer ${secret}`)
    })
  )

  it.effect("token", () =>
    Effect.gen(function* () {
      const { socket } = yield* ask(Auth.token(key))
      expect(socket?.headers["authorization"]).toBe(`Token ${secret}`)
    })
  )

  it.effect("the second where the first has no key, and only there", () =>
    Effect.gen(function* () {
      const either = Auth.orElse(Auth.bearer(key), Auth.token(Config.Redacted("OTHER_KEY")))
      const first = yield* ask(either, { body: hello }, { THE_KEY: secret, OTHER_KEY: "other" })
      expect(first.socket?.headers["authorization"]).toBe(`Bearer ${secret}`)
      const second = yield* ask(either, { body: hello }, { OTHER_KEY: "other" })
      expect(second.socket?.headers["authorization"]).toBe("Token other")
    })
  )

  it.effect("a header of the provider's own", () =>
    Effect.gen(function* () {
      const { socket } = yield* ask(Auth.header("X-Api-Key", key))
      expect(socket?.headers["x-api-key"]).toBe(secret)
      expect(socket?.headers["authorization"]).toBeUndefined()
    })
  )

  it.effect("headers of an account go where the key goes, without the empty ones, whichever key of a pool it is", () =>
    Effect.gen(function* () {
      const named = Config.succeed({ "x-team": "asgard", "x-project": "" })
      const { socket } = yield* ask(Auth.withHeaders(Auth.pool([Auth.bearer(key)]), named))
      expect(socket?.headers).toMatchObject({ authorization: `Bearer ${secret}`, "x-team": "asgard" })
      expect(socket?.headers).not.toHaveProperty("x-project")
    })
  )

  it.effect("a query parameter, beside those that are there", () =>
    Effect.gen(function* () {
      const { socket } = yield* ask(Auth.query("key", Config.succeed(Redacted.make("a&b c"))))
      expect(new URL(socket?.url ?? "").searchParams.get("key")).toBe("a&b c")
    })
  )

  it.effect("none", () =>
    Effect.gen(function* () {
      const { socket } = yield* ask(Auth.none)
      expect(Object.keys(socket?.headers ?? {})).not.toContain("authorization")
    })
  )

  it.effect("a scheme of one's own sees the whole request, may take time, and may fail in its own words", () =>
    Effect.gen(function* () {
      let signed: HttpClientRequest.HttpClientRequest | undefined
      const signature = Auth.custom((request) =>
        Effect.delay(
          Effect.sync(() => {
            signed = request
            const length = request.body._tag === "Uint8Array" ? request.body.body.length : 0
            return HttpClientRequest.setHeader(request, "x-signature", `${request.method} ${request.url} ${length}`)
          }),
          "1 second"
        )
      )
      const asking = yield* Effect.forkChild(ask(Effect.succeed(signature)), { startImmediately: true })
      yield* TestClock.adjust("999 millis")
      expect(signed).toBeUndefined()
      yield* TestClock.adjust("1 millis")
      const { chunks, socket } = yield* Fiber.join(asking)
      expect(Heard.text(chunks)).toBe("Hello")
      expect(signed?.headers["content-type"]).toBe("application/json")
      expect(socket?.headers["x-signature"]).toMatch(/^POST http:\/\/127\.0\.0\.1:1\/v1\/chat\/completions \d\d+$/)

      const refused = BifrostError.because(new Unauthorized({ description: "the token has expired" }))
      const { error, socket: none } = yield* ask(Effect.succeed(Auth.custom(() => Effect.fail(refused))))
      expect(error?.reason).toBe(refused.reason)
      expect(none).toBeUndefined()
    })
  )

  it.effect("optional: with a key where there is one, without where there is none, and never past a wrong one", () =>
    Effect.gen(function* () {
      const optional = Auth.optional(Auth.bearer(key))
      const header = ({ socket }: Effect.Success<ReturnType<typeof ask>>) => socket?.headers["authorization"]
      expect(header(yield* ask(optional))).toBe(`Bearer ${secret}`)
      expect(header(yield* ask(optional, { body: hello }, {}))).toBeUndefined()
      expect(header(yield* ask(optional, { body: hello }, { OTHER: "x" }))).toBeUndefined()

      const long = Schema.Redacted(Schema.String.check(Schema.isMinLength(40)))
      const wrong = Auth.optional(Auth.bearer(Config.schema(long, "THE_KEY")))
      const error = yield* Effect.flip(ask(wrong))
      expect(String(error)).toContain("THE_KEY")
      expect(String(error)).not.toContain(secret)
      expect(header(yield* ask(wrong, { body: hello }, {}))).toBeUndefined()

      const broken = ConfigProvider.make(() =>
        Effect.fail(new ConfigProvider.SourceError({ message: "vault is down" }))
      )
      const down = Effect.provide(Auth.optional(Auth.bearer(key)), ConfigProvider.layer(broken))
      expect((yield* Effect.flip(down)).message).toContain("vault is down")
    })
  )
})

describe("a key is told to the server and to nobody else", () => {
  const echoing = { status: 401, body: JSON.stringify({ error: { message: `Incorrect API key: ${secret}` } }) }

  it.effect.each([
    ["bearer", Auth.bearer(key)],
    ["header", Auth.header("x-api-key", key)],
    ["query", Auth.query("key", key)]
  ] as const)("%s: not even when the server echoes it", ([, auth]) =>
    Effect.gen(function* () {
      const { error } = yield* ask(auth, echoing)
      expect(error?.reason).toMatchObject({ _tag: "Unauthorized", status: 401 })
      const told = [String(error), JSON.stringify(error), inspect(error, { depth: 20, showHidden: true }), error?.stack]
      expect(told.join("\n")).not.toContain(secret)
      expect(error?.message).toContain("Incorrect API key: <redacted>")
    })
  )

  it.effect("and a missing one fails the building of the layer, by its name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask(Auth.bearer(key), { body: hello }, { OTHER_KEY: secret }))
      expect(error._tag).toBe("ConfigError")
      expect(error.message).toContain('["THE_KEY"]')
      expect(inspect(error, { depth: 20 })).not.toContain(secret)
    })
  )
})
