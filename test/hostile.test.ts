import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { Auth, BifrostError, Protocol, Provider } from "effect-bifrost"
import { HttpClient, HttpClientResponse } from "effect/http"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../schemas/Operation.ts"
import { protocols, type Wire } from "../src/cli/protocols.ts"
import { type Summary, summaryOf } from "../src/cli/Summary.ts"
import { get } from "../src/StreamingProvider.ts"
import * as Corpus from "./corpus.ts"
import * as Cuts from "../src/testing/Cuts.ts"

/** The smallest request of each operation. */
const requests: { readonly [O in Operation]: RequestOf<O> } = {
  chat: { model: "m", messages: [{ role: "user", content: "hi" }] },
  text: { model: "m", prompt: "hi" },
  responses: { model: "m", input: "hi" },
  speech: { model: "m", input: "hi", voice: "alloy" },
  transcription: { model: "m", audio: new Uint8Array(1), fileName: "hi.wav" }
}

/** A request through a provider's whole stack, answered in this wire. */
const ask = <O extends Operation>({
  decoder,
  operation
}: Wire<O>): Stream.Stream<ChunkOf<O>, BifrostError, HttpClient.HttpClient> => {
  const encode = () => Result.succeed({ path: "/", fields: {} })
  const protocol = Protocol.make<O>({ id: "hostile", encode, decoder })
  const rows = { [operation]: protocol } as unknown as { readonly [K in O]: Protocol.Protocol<K> }
  const provider = Provider.make<O>({
    id: "hostile",
    baseUrl: "http://127.0.0.1:1/v1",
    auth: Auth.none,
    operations: rows
  })
  return Stream.unwrap(
    Effect.gen(function* () {
      const members = yield* Layer.build(Layer.orDie(Provider.layer(provider)))
      const service = yield* Effect.fromNullishOr(get(members, operation))
      return service.stream(requests[operation])
    }).pipe(Effect.orDie)
  )
}

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

const hear = <O extends Operation>(wire: Wire<O>) =>
  Effect.gen(function* () {
    const { operation } = wire
    const chunks: Array<ChunkOf<O>> = []
    const heard = Stream.runForEachArray(ask(wire), (more) => Effect.sync(() => void chunks.push(...more)))
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

const first = <O extends Operation>(wire: Wire<O>) => Stream.runHead(ask(wire))

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
    // no arguments at all are `{}` once collected
    assert.deepStrictEqual(
      summary.toolCalls.map((call) => [call.id, call.name, call.arguments || "{}"]),
      expect.toolCalls.map((call) => [...call])
    )
  }
}

describe.skipIf(!Corpus.isThere)("hostile streams", () => {
  const cases = (Corpus.isThere ? Corpus.hostileCases() : []).filter(({ protocol }) => protocols.has(protocol))

  it.effect.each(cases)("$name", (test) =>
    Effect.gen(function* () {
      const wire = protocols.get(test.protocol)
      if (wire === undefined) return yield* Effect.die(`no wire ${test.protocol}`)
      const bytes = Corpus.inputOf(test)
      const cuts = test.chunkSize === undefined ? [Cuts.whole, Cuts.random(1)] : [Cuts.every(test.chunkSize)]
      if (bytes.length < 2000) cuts.push(Cuts.every(1))
      let first: Outcome | undefined
      for (const cut of cuts) {
        const { body, client } = answering(test, cut(bytes))
        const outcome = yield* Effect.provide(hear(wire), client)
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
      const wire = test && protocols.get(test.protocol)
      if (test === undefined || wire === undefined) return yield* Effect.die("the case is gone")
      const { body, client } = answering(test, Cuts.every(16_384)(Corpus.inputOf(test)))
      yield* Effect.provide(first(wire), client)
      assert.strictEqual(body.reads, 1)
      assert.isTrue(body.isClosed)
    })
  )
})
