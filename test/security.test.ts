/**
 * A planted key is sent in each of the ways a key can be, through each client, to servers that fail in every way and
 * echo the key in every place and spelling; then everything that could tell it is searched.
 */
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Timeouts } from "effect-bifrost"
import { Cassette } from "effect-bifrost/testing"
import { type HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bifrost } from "./cli/run.ts"
import { client, stalled } from "./kit/client.ts"
import { begin, clients, type Exchange, serve } from "./kit/loopback.ts"
import * as Planted from "./kit/planted.ts"
import { record } from "./kit/provider.ts"
import { data, hello, question, say } from "./kit/wire.ts"

const { clean, everythingTold, secret, sent: key } = Planted
const fork = Effect.forkChild({ startImmediately: true })

const signed = (header: string, value: string): Auth.Auth =>
  Effect.succeed(Auth.custom((request) => Effect.succeed(HttpClientRequest.setHeader(request, header, value))))

const ways: ReadonlyArray<readonly [name: string, auth: Auth.Auth]> = [
  ["bearer", Auth.bearer(secret())],
  ["header", Auth.header("x-api-key", secret())],
  ["query", Auth.query("key", secret())],
  ["custom: a password", signed("authorization", `Basic ${Buffer.from(`user:${key}`).toString("base64")}`)],
  ["custom: a word among others", signed("authorization", `Scheme id="1", token="${key}", v=1`)],
  ["pool", Auth.pool([Auth.bearer(secret()), { auth: Auth.header("x-api-key", secret()), label: "second" }])],
  ["keys", Auth.keys(Config.succeed(Redacted.make(`${key}, ${key}`)), Auth.bearer)]
]

/** Where nobody listens. */
const nobody = "http://127.0.0.1:1/v1"

/** What the server was told, in its own words and in other spellings. */
const told = ({ request }: Exchange) =>
  `${JSON.stringify(request.rawHeaders)} ${request.url ?? ""} ${Planted.spellings.join(" ")}`

const statuses = [301, 302, 307, 308, 400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 500, 502, 503, 504, 529]

type Answer = (exchange: Exchange) => void
const echoes: ReadonlyArray<readonly [name: string, answer: Answer]> = [
  ...statuses.map((status): readonly [string, Answer] => [
    `an error body, ${status}`,
    (it) => {
      const error = { message: told(it), code: key, type: key, param: key }
      it.response.writeHead(status, { "x-request-id": key }).end(JSON.stringify({ error, request_id: key }))
    }
  ]),
  ["a redirect", (it) => void it.response.writeHead(307, { location: `/else?key=${encodeURIComponent(key)}` }).end()],
  ["an error page", (it) => void it.response.writeHead(502).end(`<title>${told(it)}</title>`)],
  ["an error text cut in the key", (it) => void it.response.writeHead(500).end(`${"x".repeat(2000 - 20)}${key}`)],
  ["an error in a 200", (it) => begin(it, data(say("Hel"), { error: { message: told(it), type: key, param: key } }))],
  ["an error first in a 200", (it) => begin(it, data({ error: { message: told(it), code: key } }))],
  ["an event that is none", (it) => begin(it, data(say("Hel"), `{${told(it)}`))],
  ["a sample cut in the key", (it) => begin(it, data(`${"x".repeat(200 - 20)}${key}`))],
  ["a body that is no stream", (it) => void it.response.writeHead(200).end(told(it))],
  ["a cut", (it) => (begin(it, data(say("Hel"))), void it.response.end())],
  ["a reset before the headers", (it) => void it.request.socket.resetAndDestroy()],
  [
    "a reset in mid-stream",
    (it) => (begin(it, data(say("Hel"))), void setImmediate(() => it.request.socket.resetAndDestroy()))
  ]
]

const provide =
  <Out, E, R, E2>(layer: Layer.Layer<Out, E, R>, http: Layer.Layer<HttpClient.HttpClient, E2>) =>
  <A, E3>(stream: Stream.Stream<A, E3, Out>) =>
    Stream.provide(stream, Layer.orDie(Layer.provide(layer, http)))
const at = (baseUrl: string, auth: Auth.Auth, id = "test") => Provider.layer({ ...record, id, baseUrl, auth })

describe.each(clients)("%s", (name, http) => {
  it.effect.each(ways)("what a server echoes: %s", ([way, auth]) =>
    Effect.gen(function* () {
      for (const [place, answer] of echoes) {
        const server = yield* serve(answer)
        const safe = at(server.baseUrl, auth).pipe(
          Policy.apply(Policy.retry({ times: 1, initialDelay: 0 })),
          Policy.fallbackTo(at(server.baseUrl, auth, "backup"))
        )
        const asking = everythingTold(StreamingProvider.chat(question).pipe(provide(safe, http)))
        clean((yield* asking).text, `${way}, ${place}`)
        assert.isNotEmpty(server.exchanges)
      }
    })
  )

  it.effect("what a redirect gets: nothing, at another origin", () =>
    Effect.gen(function* () {
      const elsewhere = yield* serve(({ response }) => void response.writeHead(200).end(hello))
      for (const [way, auth] of ways) {
        for (const status of [301, 302, 303, 307, 308]) {
          const location = `${elsewhere.baseUrl}/chat/completions`
          const server = yield* serve(({ response }) => void response.writeHead(status, { location }).end())
          const { error } = yield* everythingTold(
            StreamingProvider.chat(question).pipe(provide(at(server.baseUrl, auth), http))
          )
          assert.strictEqual("status" in error.reason ? error.reason.status : undefined, status, `${name}, ${way}`)
          assert.isNotEmpty(server.exchanges)
        }
      }
      assert.isEmpty(elsewhere.exchanges)
    })
  )

  it.effect("what the client complains about: a refused connection, a header that cannot be", () =>
    Effect.gen(function* () {
      for (const auth of [
        ...ways.map(([, auth]) => auth),
        Auth.bearer(secret(`${key}\n`)),
        Auth.bearer(secret(Planted.key))
      ]) {
        const asking = everythingTold(StreamingProvider.chat(question).pipe(provide(at(nobody, auth), http)))
        clean((yield* asking).text, "the client")
      }
    })
  )

  it.effect("what a cassette holds", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "bifrost-planted-"))),
        (path) => Effect.promise(() => rm(path, { recursive: true }))
      )
      for (const [index, [, auth]] of ways.entries()) {
        for (const answer of [
          (it: Exchange) => void it.response.writeHead(401, { "x-request-id": key }).end(Planted.spellings.join(" ")),
          (it: Exchange) => begin(it, data(say(key), { error: { message: `${it.request.url} ${key}` } }))
        ]) {
          const server = yield* serve(answer)
          const recorded = Cassette.layer({ directory: join(folder, String(index)), mode: "record" })(http)
          const client = Layer.provide(recorded, NodeFileSystem.layer)
          yield* everythingTold(StreamingProvider.chat(question).pipe(provide(at(server.baseUrl, auth), client)))
        }
      }
      const { files, text } = yield* Effect.promise(() => everythingIn(folder))
      assert.isAtLeast(files, ways.length)
      clean(text, "a cassette")
    })
  )
})

describe("without a server", () => {
  it.effect.each(ways)("each clock that runs out: %s", ([way, auth]) =>
    Effect.gen(function* () {
      const late = { headers: "1 second", firstContent: "2 seconds", idle: "3 seconds", total: "4 seconds" } as const
      for (const clock of ["headers", "firstContent", "idle", "total"] as const) {
        const silent = clock === "headers" ? { after: "1 hour" as const } : { body: stalled([0, data(say("Hel"))]) }
        const stream = StreamingProvider.chat(question).pipe(
          Timeouts.set({ [clock]: late[clock] }),
          provide(at(nobody, auth), client(silent).layer)
        )
        const fiber = yield* fork(everythingTold(Policy.deadline("1 hour")(stream)))
        yield* TestClock.adjust("2 hours")
        const { error, text } = yield* Fiber.join(fiber)
        assert.strictEqual(error.reason._tag, "TimedOut")
        clean(text, `${way}, ${clock}`)
      }
    })
  )

  it.effect("a request that is none, and one that nobody serves", () =>
    Effect.gen(function* () {
      for (const [way, auth] of ways) {
        for (const request of [
          { model: "m", messages: [{ role: "nobody" }] },
          { ...question, topK: 1 }
        ]) {
          const layer = at(nobody, auth)
          // @ts-expect-error the first is no request
          const { text } = yield* everythingTold(StreamingProvider.chat(request).pipe(provide(layer, client({}).layer)))
          clean(text, way)
        }
      }
    })
  )

  it.effect("a base URL that holds a secret is refused, by its place and not by its words", () =>
    Effect.gen(function* () {
      const encoded = encodeURIComponent(key)
      for (const url of [
        `https://user:${encoded}@example.com/v1`,
        `https://${encoded}@example.com/v1`,
        `https://example.com/v1?key=${encoded}`,
        `https://example.com/v1#${encoded}`,
        `ftp://example.com/${encoded}`,
        key
      ]) {
        const built = Layer.build(at(url, Auth.none).pipe(Layer.provide(client({}).layer)))
        const error = yield* Effect.flip(built)
        assert.strictEqual(error._tag, "ConfigError")
        clean(`${String(error)} ${error.message} ${JSON.stringify(error)}`, url)
      }
    })
  )
})

describe("the command line", () => {
  it.live("tells no key, on either stream or in any file", () =>
    Effect.gen(function* () {
      const home = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "bifrost-planted-"))),
        (path) => Effect.promise(() => rm(path, { recursive: true }))
      )
      const env = { OPENAI_API_KEY: key, HOME: home, TMPDIR: home, XDG_CACHE_HOME: home }
      const run = (...args: ReadonlyArray<string>) => Effect.promise(() => bifrost(args, { env }))
      const places = new Set(["an error body, 401", "an error in a 200", "an event that is none"])
      for (const [place, answer] of echoes.filter(([name]) => places.has(name))) {
        const server = yield* serve(answer)
        const { code, err, out } = yield* run("chat", "Hello", "--base-url", server.baseUrl, "--retries", "0", "--json")
        assert.notStrictEqual(code, 0, place)
        assert.isNotEmpty(err + out.toString(), place)
        clean(`${err} ${out.toString()}`, place)
      }
      const secretUrl = `http://user:${encodeURIComponent(key)}@127.0.0.1:1/v1`
      const { code, err, out } = yield* run("chat", "Hello", "--base-url", secretUrl)
      assert.notStrictEqual(code, 0)
      clean(`${err} ${out.toString()}`, "a base URL")
      clean((yield* Effect.promise(() => everythingIn(home))).text, "files")
    })
  )
})

/** The names and the contents of all files in a folder. */
const everythingIn = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = await Promise.all(paths.map((path) => readFile(path, "latin1")))
  return { files: paths.length, text: [...paths, ...contents].join("\n") }
}
