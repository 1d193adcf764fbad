import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Auth, BifrostError, type Protocol, Provider, StreamingProvider } from "effect-bifrost"
import { HttpClient, HttpClientResponse } from "effect/http"
import { type ChunkOf, type Operation, operations } from "../schemas/Operation.ts"
import { type Summary, summaryOf } from "../src/cli/Summary.ts"
import { protocols } from "../src/cli/protocols.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Corpus from "./corpus.ts"
import * as Cuts from "./cuts.ts"

/** A request of an operation, and the whole stack that it goes through. */
interface Asked<O extends Operation> {
  readonly operation: O
  readonly stream: Stream.Stream<ChunkOf<O>, BifrostError, HttpClient.HttpClient>
}
type AnyAsked = { readonly [O in Operation]: Asked<O> }[Operation]

const host = { id: "hostile", baseUrl: "http://127.0.0.1:1/v1", auth: Auth.none }
const conversation = { model: "m", messages: [{ role: "user", content: "hi" }] } as const
const through =
  <S, E>(layer: Layer.Layer<S, E, HttpClient.HttpClient>) =>
  <A>(stream: Stream.Stream<A, BifrostError, S>) =>
    Stream.provide(stream, Layer.orDie(layer))

const chat = (protocol: Protocol.Protocol<"chat">): AnyAsked => ({
  operation: "chat",
  stream: StreamingProvider.chat(conversation).pipe(
    through(Provider.layer({ ...host, operations: { chat: protocol } }))
  )
})
const text = (protocol: Protocol.Protocol<"text">): AnyAsked => ({
  operation: "text",
  stream: StreamingProvider.text({ model: "m", prompt: "hi" }).pipe(
    through(Provider.layer({ ...host, operations: { text: protocol } }))
  )
})
const responses = (protocol: Protocol.Protocol<"responses">): AnyAsked => ({
  operation: "responses",
  stream: StreamingProvider.responses({ model: "m", input: "hi" }).pipe(
    through(Provider.layer({ ...host, operations: { responses: protocol } }))
  )
})
const speech = (protocol: Protocol.Protocol<"speech">): AnyAsked => ({
  operation: "speech",
  stream: StreamingProvider.speech({ model: "m", input: "hi", voice: "alloy" }).pipe(
    through(Provider.layer({ ...host, operations: { speech: protocol } }))
  )
})
const transcription = (protocol: Protocol.Protocol<"transcription">): AnyAsked => ({
  operation: "transcription",
  stream: StreamingProvider.transcription({ model: "m", audio: new Uint8Array(1), fileName: "hi.wav" }).pipe(
    through(Provider.layer({ ...host, operations: { transcription: protocol } }))
  )
})

const asked = new Map<string, AnyAsked>([
  [OpenAiChat.protocol.id, chat(OpenAiChat.protocol)],
  [OpenAiCompletions.protocol.id, text(OpenAiCompletions.protocol)],
  [OpenAiResponses.protocol.id, responses(OpenAiResponses.protocol)],
  [OpenAiSpeech.protocol.id, speech(OpenAiSpeech.protocol)],
  [OpenAiTranscription.protocol.id, transcription(OpenAiTranscription.protocol)]
])

/** One answer, its body cut into reads, and what became of it. */
const answering = ({ http, transport }: Corpus.HostileCase, reads: Iterable<Uint8Array>) => {
  const body = { reads: 0, isClosed: false }
  const iterator = reads[Symbol.iterator]()
  const source = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const next = iterator.next()
        if (!next.done) {
          body.reads++
          return controller.enqueue(next.value)
        }
        if (transport?.afterBody === "hold-open") return new Promise(() => {})
        body.isClosed = true
        if (transport?.afterBody === "error") {
          return controller.error(
            new Error("aborted", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) })
          )
        }
        controller.close()
      },
      cancel: () => void (body.isClosed = true)
    },
    { highWaterMark: 0 }
  )
  const isNull = http.status === 204
  const headers = http.contentType ? { "content-type": http.contentType } : {}
  const client = HttpClient.make((request) =>
    Effect.sync(() =>
      HttpClientResponse.fromWeb(request, new Response(isNull ? null : source, { status: http.status, headers }))
    )
  )
  return { body, client: Layer.succeed(HttpClient.HttpClient, client) }
}

interface Outcome {
  readonly summary: Summary
  readonly error: BifrostError | undefined
  readonly lasts: number
}

const hear = <O extends Operation>({ operation, stream }: Asked<O>) =>
  Effect.gen(function* () {
    const chunks: Array<ChunkOf<O>> = []
    const heard = Stream.runForEachArray(stream, (more) => Effect.sync(() => void chunks.push(...more)))
    // nothing but a BifrostError: a defect or an interruption fails the test
    const error = yield* Effect.match(heard, { onSuccess: () => undefined, onFailure: (error) => error })
    const { isLast } = operations[operation]
    const failure = error && { failure: error.reason }
    const outcome: Outcome = {
      summary: summaryOf(operation, { chunks, ...failure }),
      error,
      lasts: chunks.filter(isLast).length
    }
    return outcome
  })

const firstOf = <O extends Operation>({ stream }: Asked<O>) => Stream.runHead(stream)

const said = [
  "Overloaded",
  "ServerFailed",
  "RateLimited",
  "QuotaExceeded",
  "Unauthorized",
  "Forbidden",
  "NotFound",
  "ContextTooLong",
  "Rejected",
  "ContentFiltered"
]
/** The corpus's kinds of failure, in our reasons. */
const reasons: Readonly<Record<string, ReadonlyArray<string>>> = {
  "incomplete-stream": ["Truncated"],
  "empty-body": ["Truncated"],
  "framing-error": ["Unintelligible"],
  "framing-error-or-incomplete-stream": ["Unintelligible", "Truncated"],
  "parse-error": ["Unintelligible"],
  "schema-error": ["Unintelligible"],
  "unexpected-content-type": ["Unintelligible"],
  "provider-error": said,
  "http-error": said,
  "provider-error-or-empty-body": [...said, "Truncated"],
  "transport-error": ["Unreachable"]
}

const check = ({ expect }: Corpus.HostileCase, { error, lasts, summary }: Outcome) => {
  const isFailure = error !== undefined
  if (expect.outcome !== "ok-or-typed-error") assert.strictEqual(isFailure, expect.outcome === "error", String(error))
  assert.strictEqual(lasts, isFailure ? 0 : 1)
  if (error !== undefined) {
    assert.instanceOf(error, BifrostError)
    assert.isBelow(error.message.length, 3000)
    if (expect.errorKind !== undefined) assert.include(reasons[expect.errorKind] ?? [], error.reason._tag)
    if (expect.status !== undefined) assert.propertyVal(error.reason, "status", expect.status)
    if (expect.retryable !== undefined) assert.strictEqual(error.isRetryable, expect.retryable)
    assert.include(error.message, expect.messageIncludes ?? "")
    if (expect.textBefore !== undefined) assert.strictEqual(summary.text, expect.textBefore)
    assert.isTrue((expect.text ?? summary.text).startsWith(summary.text))
    return
  }
  if (expect.text !== undefined) assert.strictEqual(summary.text, expect.text)
  if (expect.textLength !== undefined) assert.strictEqual(summary.text.length, expect.textLength)
  if (expect.finishReason !== undefined) assert.strictEqual(summary.finishReason, expect.finishReason)
  if (expect.usage !== undefined) assert.deepStrictEqual(summary.usage?.raw, expect.usage)
  if (expect.toolCallCount !== undefined) assert.strictEqual(summary.toolCalls.length, expect.toolCallCount)
  if (expect.toolCalls !== undefined) {
    assert.deepStrictEqual(
      summary.toolCalls,
      expect.toolCalls.map(([id, name, args]) => ({ id, name, arguments: args }))
    )
  }
}

describe.skipIf(!Corpus.isThere)("hostile streams", () => {
  const cases = (Corpus.isThere ? Corpus.hostileCases() : []).filter(({ protocol }) => protocols.has(protocol))

  it("every wire is asked", () => assert.deepStrictEqual([...asked.keys()], [...protocols.keys()]))

  it.effect.each(cases)("$name", (test) =>
    Effect.gen(function* () {
      const request = asked.get(test.protocol)
      if (request === undefined) return yield* Effect.die(`nobody asks ${test.protocol}`)
      const bytes = Corpus.inputOf(test)
      const cuts = test.chunkSize === undefined ? [Cuts.whole, Cuts.random(1)] : [Cuts.every(test.chunkSize)]
      if (bytes.length < 2000) cuts.push(Cuts.every(1))
      let first: Outcome | undefined
      for (const cut of cuts) {
        const { body, client } = answering(test, cut(bytes))
        const outcome = yield* Effect.provide(hear(request), client)
        check(test, outcome)
        if (test.http.status !== 204) assert.isTrue(body.isClosed)
        first ??= outcome
        assert.deepStrictEqual(outcome.summary, first.summary)
      }
      assert.isUndefined(Reflect.get({}, "polluted"))
    })
  )

  it.effect("a consumer that stops reading stops the reads, and closes the body", () =>
    Effect.gen(function* () {
      const test = cases.find(({ name }) => name === "slow-consumer-backpressure")
      const request = test && asked.get(test.protocol)
      if (test === undefined || request === undefined) return yield* Effect.die("the case is gone")
      const { body, client } = answering(test, Cuts.every(16_384)(Corpus.inputOf(test)))
      yield* Effect.provide(firstOf(request), client)
      assert.strictEqual(body.reads, 1)
      assert.isTrue(body.isClosed)
    })
  )
})
