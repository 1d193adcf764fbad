/**
 * A key planted where a test looks for it, in every spelling; and all that a program can tell of a stream that fails:
 * its error in each form, what it logs, what it traces, what it measures.
 */
import { assert } from "@effect/vitest"
import { Cause, Config, Effect, Exit, Logger, Metric, Redacted, References, Schema, Stream, Tracer } from "effect"
import { BifrostError } from "effect-bifrost"
import { inspect } from "node:util"

export const key = "sk-planted+key/0123456789abcdef~Zß?"
/** Of one byte a character, as headers want it. */
export const sent = key.replace("ß", "z")
export const secret = (value = sent) => Config.succeed(Redacted.make(value))

const base64 = (text: string) => Buffer.from(text).toString("base64")
/** What of a text in base64 is the same wherever it stands: without what its neighbours may change. */
const inBase64 = (text: string) => [0, 1, 2].map((shift) => base64(`${"x".repeat(shift)}${text}`).slice(4, -4))
const percent = (text: string) =>
  [encodeURIComponent(text), String(new URLSearchParams({ key: text })).slice(4)].flatMap((one) => [
    one,
    one.replace(/%../g, (code) => code.toLowerCase())
  ])

const spell = (text: string): ReadonlyArray<string> => [
  ...new Set([
    text,
    ...percent(text),
    ...inBase64(text),
    ...inBase64(text).map((one) => one.replaceAll("+", "-").replaceAll("/", "_")),
    text.replaceAll("/", "\\/")
  ])
]

/** In every spelling. */
export const spellings = spell(sent)

/** Enough of it to be worth something counts as well. */
const searched = [...spellings, ...spell(sent.slice(0, 14))]

export const clean = (text: string, where: string) => {
  for (const told of searched) assert.notInclude(text, told, where)
}

const codec = Schema.fromJsonString(Schema.toCodecJson(BifrostError))

/** Everything that is observable of a stream, as one text. */
export const everythingTold = Effect.fnUntraced(function* <A, E, R>(stream: Stream.Stream<A, E, R>) {
  const lines: Array<string> = []
  const logger = Logger.make(
    (options) =>
      void lines.push(
        inspect(options.message, { depth: 9 }),
        Cause.pretty(options.cause),
        Logger.formatJson.log(options)
      )
  )
  const tracer = Tracer.make({
    span(options) {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (time, exit) => {
        end(time, exit)
        const { attributes, events, links, name, status } = span
        lines.push(inspect({ name, attributes, events, links, status }, { depth: 12 }))
      }
      return span
    }
  })
  const told = Effect.gen(function* () {
    const exit = yield* Stream.runDrain(stream).pipe(
      Effect.withSpan("request"),
      Effect.tapCause((cause) => Effect.logError("failed", cause)),
      Effect.exit
    )
    lines.push(inspect(yield* Metric.snapshot, { depth: 12 }))
    return exit
  })
  const exit = yield* told.pipe(
    Effect.provideService(Tracer.Tracer, tracer),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provide(Logger.layer([logger]))
  )
  if (Exit.isSuccess(exit)) return assert.fail("it did not fail")
  const error = Cause.squash(exit.cause)
  if (!(error instanceof BifrostError)) return assert.fail(`not our error: ${String(error)}`)
  const forms = [error.message, String(error), error.stack, inspect(error, { depth: 12, showHidden: true })]
  const json = [JSON.stringify(error), Schema.encodeSync(codec)(error), JSON.stringify(exit)]
  const text = [...forms, ...json, inspect(exit, { depth: 12 }), Cause.pretty(exit.cause), ...lines].join("\n")
  assert.isAbove(text.length, 500)
  return { error, text }
})
