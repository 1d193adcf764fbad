/** Recording and replaying over a real loopback: boundaries, pauses, modes, and that no key is ever written. */
import { NodeFileSystem, NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Config, Effect, Exit, Fiber, FileSystem, Layer, Redacted, type Scope, Stream } from "effect"
import { Auth, Policy, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAi from "effect-bifrost/layers/OpenAI"
import { Cassette } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { eventStream, type Exchange, serve, type Server, turns } from "../kit/loopback.ts"
import { data, hello, question, say, stop } from "../kit/wire.ts"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "cassette-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)
const secrets = {
  key: "sk-planted-Kd83hf7Qz",
  organization: "org-planted-81ncA",
  project: "proj_planted_72bXq",
  query: "planted-query-7/+=x",
  cookie: "planted-cookie-9x"
}
const client = (options: Cassette.Options) =>
  NodeHttpClient.layerUndici.pipe(Cassette.layer(options), Layer.provide(NodeFileSystem.layer))
const providerAt = (baseUrl: string) =>
  OpenAi.layerConfig({
    apiKey: Config.succeed(Redacted.make(secrets.key)),
    baseUrl: Config.succeed(baseUrl),
    organization: Config.succeed(secrets.organization),
    project: Config.succeed(secrets.project)
  })
const through = (server: Server, options: Cassette.Options) =>
  Layer.provide(providerAt(server.baseUrl), client(options))
const ask = hear(StreamingProvider.chat(question))

/** Answers piece by piece, each in a read of its own. */
const say2 =
  (...pieces: ReadonlyArray<string | Uint8Array>) =>
  ({ response }: Exchange) => {
    response.writeHead(200, { ...eventStream, "x-request-id": "req_7", "set-cookie": `a=${secrets.cookie}` })
    void (async () => {
      for (const piece of pieces) {
        response.write(piece)
        await Effect.runPromise(turns(20))
      }
      response.end()
    })()
  }
const live = <A, E>(test: Effect.Effect<A, E, Scope.Scope>) => Effect.scoped(test)

describe("Cassette", () => {
  it.live("records what passes and replays it, without a server, cut where the network cut it", () =>
    live(
      Effect.gen(function* () {
        const path = yield* directory
        const rainbow = new TextEncoder().encode(data(say("a 🌈")))
        const cut = rainbow.indexOf(0xf0) + 2
        const pieces = [data(say("Hel")), rainbow.subarray(0, cut), rainbow.subarray(cut), data(stop, "[DONE]")]
        const server = yield* serve(say2(...pieces))
        const recorded = yield* Effect.provide(ask, through(server, { directory: path, mode: "record" }))
        assert.strictEqual(text(recorded.chunks), "Hela 🌈")
        assert.lengthOf(server.exchanges, 1)

        const replayed = yield* Effect.provide(ask, through(server, { directory: path }))
        assert.lengthOf(server.exchanges, 1)
        const timeless = (chunks: ReadonlyArray<object>) => chunks.map((chunk) => ({ ...chunk, timing: undefined }))
        assert.deepStrictEqual(timeless(replayed.chunks), timeless(recorded.chunks))
        assert.deepStrictEqual(replayed.arrays, recorded.arrays)

        const [name = ""] = readdirSync(path)
        assert.match(name, /^chat-completions\.[0-9a-f]{8}\.json$/)
        const { request, response } = JSON.parse(readFileSync(join(path, name), "utf8"))
        assert.deepStrictEqual(request.body.json.messages, question.messages)
        // what comes after the answer's own end is read aside, as long as the layer lives
        assert.include(["whole", "left"], response.end.how)
        const [first, second] = response.reads
        assert.deepStrictEqual(first.bytes.lines, data(say("Hel")).split("\n"))
        // a read that ends inside a character is no text
        assert.isString(second.bytes.base64)
      })
    )
  )

  it.live("no key, no account and no secret of a query is in any file, echoed and cut as it may be", () =>
    live(
      Effect.gen(function* () {
        const path = yield* directory
        const { key, organization, project, query } = secrets
        const echoed = data(say(`${key} ${organization} ${btoa(key)}`))
        const cut = echoed.indexOf(key) + 5
        const server = yield* serve((exchange) =>
          exchange.index === 0
            ? say2(echoed.slice(0, cut), echoed.slice(cut), data(stop, "[DONE]"))(exchange)
            : exchange.response
                .writeHead(401, {
                  "content-type": "application/json",
                  "x-request-id": `req ${exchange.request.headers["openai-project"] ?? ""}`
                })
                .end(
                  JSON.stringify({
                    error: { message: `Incorrect: ${exchange.request.headers.authorization} ${exchange.request.url}` }
                  })
                )
        )
        const options = { directory: path, mode: "record" } as const
        const inQuery = Provider.layer({
          ...OpenAi.provider,
          baseUrl: server.baseUrl,
          headers: { "openai-organization": organization, "openai-project": project },
          auth: Auth.query("token", Config.succeed(Redacted.make(query)))
        })
        const again = { ...question, user: `I am ${key}` }
        yield* Effect.provide(ask, through(server, options))
        yield* Effect.provide(hear(StreamingProvider.chat(again)), through(server, options))
        yield* Effect.provide(ask, Layer.provide(inQuery, client(options)))
        const basic = Provider.layer({
          ...OpenAi.provider,
          baseUrl: server.baseUrl,
          headers: {},
          auth: Auth.header("authorization", Config.succeed(Redacted.make(`Basic ${btoa(`me:${key}`)}`)))
        })
        yield* Effect.provide(ask, Layer.provide(basic, client({ ...options, directory: join(path, "more") })))

        const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))
        assert.lengthOf(files, 4)
        for (const name of files) {
          const content = readFileSync(join(path, name), "utf8")
          const decoded = content.replace(/"base64": "([^"]*)"/g, (_, base64) => atob(base64))
          const joined = decoded.replace(/[\s"\\{}[\]:,]|afterMillis|bytes|lines|\d(?=\d*,)/g, "")
          for (const secret of Object.values(secrets)) {
            for (const form of [secret, encodeURIComponent(secret), btoa(secret), btoa(`me:${secret}`)]) {
              for (const haystack of [content, decoded, joined]) assert.notInclude(haystack, form, name)
            }
            assert.notInclude(content, secret.slice(0, -3), name)
          }
          assert.include(content, "*".repeat(10), name)
        }
        // and they are still found again
        const missed = Effect.provide(hear(StreamingProvider.chat(again)), through(server, { directory: path }))
        assert.strictEqual(reasonOf((yield* missed).error), "Unauthorized")
      })
    )
  )

  it.live("a request that nobody recorded is a defect in words, which no retry hides", () =>
    live(
      Effect.gen(function* () {
        const path = yield* directory
        const server = yield* serve(() => assert.fail("nothing is sent"))
        const layer = through(server, { directory: path }).pipe(Policy.apply(Policy.retry()))
        const exit = yield* Effect.exit(Effect.provide(Stream.runDrain(StreamingProvider.chat(question)), layer))
        const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
        assert.instanceOf(error, Cassette.NotRecorded)
        assert.include(error.message, `POST ${server.baseUrl}/chat/completions`)
        assert.include(error.message, '"messages":[{"role":"user","content":"hi"}]')
        assert.match(error.message, /it should lie in .*chat-completions\.[0-9a-f]{8}\.json/)
        assert.notInclude(error.message, secrets.key)
      })
    )
  )

  it.live("auto sends what is missing alone; what failed and was tried again is replayed in turn", () =>
    live(
      Effect.gen(function* () {
        const path = yield* directory
        const server = yield* serve((exchange) =>
          exchange.index === 0 ? exchange.response.writeHead(503).end() : say2(hello)(exchange)
        )
        const run = (mode: "auto" | "replay") =>
          Effect.provide(
            ask,
            through(server, { directory: path, mode }).pipe(Policy.apply(Policy.retry({ initialDelay: "1 millis" })))
          )
        assert.strictEqual(text((yield* run("auto")).chunks), "Hello")
        assert.strictEqual(text((yield* run("auto")).chunks), "Hello")
        assert.strictEqual(text((yield* run("replay")).chunks), "Hello")
        assert.lengthOf(server.exchanges, 2)
        assert.lengthOf(readdirSync(path), 2)
      })
    )
  )

  it.live("a connection that breaks breaks again, and a client that left is told so", () =>
    live(
      Effect.gen(function* () {
        const path = yield* directory
        const server = yield* serve(({ response }) => {
          response.writeHead(200, eventStream)
          response.write(data(say("Hel")), () => setImmediate(() => response.destroy()))
        })
        for (const mode of ["record", "replay"] as const) {
          const { chunks, error } = yield* Effect.provide(ask, through(server, { directory: path, mode }))
          assert.strictEqual(text(chunks), "Hel")
          assert.strictEqual(reasonOf(error), "Unreachable")
        }
        const hanging = yield* serve(say2(data(say("Hel")), hello))
        const one = Stream.runDrain(Stream.take(StreamingProvider.chat({ ...question, user: "u" }), 1))
        const left = { directory: join(path, "left") }
        yield* Effect.provide(one, through(hanging, { ...left, mode: "record" }))
        const more = hear(StreamingProvider.chat({ ...question, user: "u" }))
        const { error } = yield* Effect.provide(more, through(hanging, left))
        assert.include(error?.message, "its client wanted no more")
      })
    )
  )

  it.effect("pauses are kept on the clock, if asked for", () =>
    Effect.gen(function* () {
      const path = yield* directory
      const body = [data(say("Hel")), data(say("lo"), stop, "[DONE]")].map((piece) => ({ lines: piece.split("\n") }))
      const [one, two] = body
      const silent = yield* serve(() => assert.fail("nothing is sent"))
      const missing = yield* Effect.exit(Effect.provide(ask, through(silent, { directory: path })))
      const name =
        /chat-completions\.\w+\.json/.exec(String(Exit.isFailure(missing) && Cause.squash(missing.cause)))?.[0] ?? ""
      const url = `${silent.baseUrl}/chat/completions`
      const json = { model: "m", messages: question.messages, stream: true, stream_options: { include_usage: true } }
      const reads = [
        { afterMillis: 0, bytes: one },
        { afterMillis: 5000, bytes: two }
      ]
      writeFileSync(
        join(path, name),
        JSON.stringify({
          request: { method: "POST", url, headers: {}, body: { json } },
          response: {
            afterMillis: 1000,
            status: 200,
            headers: eventStream,
            reads,
            end: { afterMillis: 0, how: "whole" }
          }
        })
      )
      // real files take as long as they like; these take no time
      const files = FileSystem.layerNoop({
        exists: (file) => Effect.succeed(file === join(path, name)),
        readFileString: (file) => Effect.sync(() => readFileSync(file, "utf8"))
      })
      const replaying = (keepPauses: boolean) =>
        NodeHttpClient.layerUndici.pipe(
          Cassette.layer({ directory: path, keepPauses }),
          Layer.provide(files),
          (client) => Effect.provide(ask, Layer.provide(providerAt(silent.baseUrl), client))
        )
      const fiber = yield* Effect.forkChild(replaying(true), { startImmediately: true })
      yield* TestClock.adjust("5999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
      // and without pauses it takes no time
      assert.strictEqual(text((yield* replaying(false)).chunks), "Hello")
    })
  )
})
