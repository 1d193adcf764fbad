/**
 * A planted key is sent in each of the ways a key can be, to servers that echo it in each of the places they can,
 * through each client; then everything that could tell it is searched: errors, logs, spans.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Config, Effect, Exit, Layer, Logger, Redacted, References, Schema, Stream, Tracer } from "effect"
import { Auth, BifrostError, Policy, Provider, StreamingProvider } from "effect-bifrost"
import { inspect } from "node:util"
import { begin, clients, type Exchange, serve } from "./kit/loopback.ts"
import { record } from "./kit/provider.ts"
import { data, question, say } from "./kit/wire.ts"

const key = "sk-planted+key/0123456789abcdef"
const secret = (value = key) => Config.succeed(Redacted.make(value))
const codec = Schema.fromJsonString(Schema.toCodecJson(BifrostError))

const ways: ReadonlyArray<readonly [name: string, auth: Auth.Auth]> = [
  ["bearer", Auth.bearer(secret())],
  ["header", Auth.header("x-api-key", secret())],
  ["query", Auth.query("key", secret())]
]

/** What the server was told, in its own words. */
const told = ({ request }: Exchange) =>
  `${request.headers.authorization ?? ""} ${String(request.headers["x-api-key"] ?? "")} ${request.url ?? ""} ${key}`

const echoes: ReadonlyArray<readonly [name: string, answer: (exchange: Exchange) => void]> = [
  [
    "an error body",
    (it) => void it.response.writeHead(401).end(JSON.stringify({ error: { message: told(it), code: key } }))
  ],
  ["an error page", (it) => void it.response.writeHead(502).end(`<title>${told(it)}</title>`)],
  ["an error text cut in the key", (it) => void it.response.writeHead(500).end(`${"x".repeat(2000 - 20)}${key}`)],
  ["a request id", (it) => void it.response.writeHead(429, { "x-request-id": key }).end()],
  ["an error in a 200", (it) => begin(it, data(say("Hel"), { error: { message: told(it), type: key, param: key } }))],
  ["an event that is none", (it) => begin(it, data(say("Hel"), `{${told(it)}`))],
  ["a sample cut in the key", (it) => begin(it, data(`${"x".repeat(200 - 20)}${key}`))],
  ["a body that is no stream", (it) => void it.response.writeHead(200).end(told(it))],
  ["a reset", (it) => void it.request.socket.resetAndDestroy()]
]

/** All that a program could tell of a failing stream: its error in every form, what it logs, what it traces. */
const everythingTold = Effect.fnUntraced(function* <A, E, R>(stream: Stream.Stream<A, E, R>) {
  const lines: Array<string> = []
  const logger = Logger.make(
    ({ cause, message }) => void lines.push(inspect(message, { depth: 9 }), Cause.pretty(cause))
  )
  const tracer = Tracer.make({
    span(options) {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (time, exit) => {
        end(time, exit)
        const { attributes, events, name, status } = span
        lines.push(inspect({ name, attributes, events, status }, { depth: 12 }))
      }
      return span
    }
  })
  const exit = yield* Stream.runDrain(stream).pipe(
    Effect.withSpan("request"),
    Effect.tapCause((cause) => Effect.logError("failed", cause)),
    Effect.exit,
    Effect.provideService(Tracer.Tracer, tracer),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provide(Logger.layer([logger]))
  )
  assert.isTrue(Exit.isFailure(exit))
  const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  assert.instanceOf(error, BifrostError)
  if (!(error instanceof BifrostError)) return ""
  const forms = [error.message, String(error), error.stack, inspect(error, { depth: 12 }), JSON.stringify(error)]
  return [...forms, Schema.encodeSync(codec)(error), inspect(exit, { depth: 12 }), ...lines].join("\n")
})

/** Neither the key nor enough of it to be worth anything. */
const clean = (text: string, where: string) => {
  assert.isAbove(text.length, 200)
  for (const told of [key, encodeURIComponent(key), key.slice(0, 14)]) assert.notInclude(text, told, where)
}

describe.each(clients)("%s", (_, http) => {
  it.effect("what a server echoes", () =>
    Effect.gen(function* () {
      for (const [way, auth] of ways) {
        for (const [place, answer] of echoes) {
          const server = yield* serve(answer)
          const provider = Provider.layer({ ...record, baseUrl: server.baseUrl, auth })
          const backup = Provider.layer({ ...record, id: "backup", baseUrl: server.baseUrl, auth })
          const safe = provider.pipe(Policy.fallbackTo(backup))
          const all = yield* everythingTold(
            StreamingProvider.chat(question).pipe(Stream.provide(Layer.provide(safe, http)))
          )
          assert.isNotEmpty(server.exchanges)
          clean(all, `${way}, ${place}`)
        }
      }
    })
  )

  it.effect("what the client complains about: a refused connection, a header that cannot be", () =>
    Effect.gen(function* () {
      for (const auth of [Auth.query("key", secret()), Auth.bearer(secret()), Auth.bearer(secret(`${key}\n`))]) {
        const provider = Provider.layer({ ...record, auth })
        clean(
          yield* everythingTold(StreamingProvider.chat(question).pipe(Stream.provide(Layer.provide(provider, http)))),
          "the client"
        )
      }
    })
  )
})
