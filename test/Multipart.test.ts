import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Auth, BifrostError, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAiTranscription from "effect-bifrost/protocols/OpenAiTranscription"
import * as Multipart from "../src/wire/Multipart.ts"
import { hear } from "./kit/hear.ts"
import * as Loopback from "./kit/loopback.ts"

type Body = ReturnType<typeof Multipart.body>

const bytesOf = (body: Body): Effect.Effect<Uint8Array<ArrayBuffer>, unknown> =>
  body._tag === "Uint8Array"
    ? Effect.succeed(new Uint8Array(body.body))
    : Effect.map(Stream.runCollect(body.stream), (pieces) => new Uint8Array(Buffer.concat(pieces)))

/** Read by a reader that is not ours. */
const read = (body: Body) =>
  Effect.gen(function* () {
    const response = new Response(yield* bytesOf(body), { headers: { "content-type": body.contentType } })
    return yield* Effect.promise(() => response.formData())
  })

const file = (given: Partial<Multipart.File> = {}): Multipart.File => ({
  field: "file",
  fileName: "talk.mp3",
  mediaType: "audio/mpeg",
  content: Uint8Array.of(1, 2, 3),
  ...given
})

const hostile = `a"b\r\nX-Evil: 1\r\n\r\n--bifrost ü🎙.mp3`

describe("a form", () => {
  it.effect("carries values as they are, whatever they hold", () =>
    Effect.gen(function* () {
      const fields = { model: "m", prompt: `one\r\ntwo\r\n--bifrost-x--\r\n\r\n"`, [hostile]: true, n: 0.5 }
      const form = yield* read(Multipart.body(fields, file()))
      assert.deepStrictEqual(
        [...form].filter(([name]) => name !== "file"),
        [
          ["model", "m"],
          ["prompt", fields.prompt],
          [`a"b\r\nX-Evil: 1\r\n\r\n--bifrost ü🎙.mp3`, "true"],
          ["n", "0.5"]
        ]
      )
    })
  )

  it.effect("lets no name of a file or of its type add a header or a part", () =>
    Effect.gen(function* () {
      const body = Multipart.body({}, file({ fileName: hostile, mediaType: "audio/mpeg\r\nX-Evil: 1" }))
      const text = new TextDecoder().decode(yield* bytesOf(body))
      assert.notMatch(text, /^X-Evil/m)
      assert.deepStrictEqual([...(yield* read(body)).keys()], ["file"])
    })
  )

  it.effect("carries a file byte by byte, given whole or as a stream", () =>
    Effect.gen(function* () {
      const content = Uint8Array.from({ length: 1000 }, (_, i) => (i < 512 ? i : "\r\n--bifrost-".charCodeAt(i % 12)))
      const pieces = Stream.make(content.subarray(0, 1), content.subarray(1, 1), content.subarray(1))
      const [whole, streamed] = [
        Multipart.body({ a: "b" }, file({ content })),
        Multipart.body({ a: "b" }, file({ content: pieces }))
      ]
      for (const body of [whole, streamed]) {
        const sent = (yield* read(body)).get("file")
        assert.instanceOf(sent, File)
        if (!(sent instanceof File)) return
        assert.deepStrictEqual([sent.name, sent.type], ["talk.mp3", "audio/mpeg"])
        assert.deepStrictEqual(new Uint8Array(yield* Effect.promise(() => sent.arrayBuffer())), content)
      }
      assert.strictEqual(whole.contentLength, (yield* bytesOf(whole)).length)
      assert.isUndefined(streamed.contentLength)
    })
  )

  it.effect("writes arrays and objects as OpenAI's own clients do, and leaves null out", () =>
    Effect.gen(function* () {
      const fields = { a: ["x", "y"], b: { c: 1, d: { e: [true] } }, f: null, g: [] }
      const form = yield* read(Multipart.body(fields, file()))
      assert.deepStrictEqual([...form].slice(0, -1), [
        ["a[]", "x"],
        ["a[]", "y"],
        ["b[c]", "1"],
        ["b[d][e][]", "true"]
      ])
    })
  )

  it.effect("writes them as ElevenLabs' own clients do: members by the name alone, objects as JSON", () =>
    Effect.gen(function* () {
      const fields = { a: ["x", "y"], b: { c: 1 }, d: [{ e: [true] }, { e: [] }], f: null }
      const form = yield* read(Multipart.body(fields, file({ member: "", objects: "json" })))
      assert.deepStrictEqual([...form].slice(0, -1), [
        ["a", "x"],
        ["a", "y"],
        ["b", `{"c":1}`],
        ["d", `[{"e":[true]},{"e":[]}]`]
      ])
    })
  )
})

const transcribe = (server: Loopback.Server, audio: Stream.Stream<Uint8Array, unknown>) =>
  StreamingProvider.transcription({ model: "m", audio, fileName: "talk.wav" }).pipe(
    Stream.provide(
      Provider.layer({
        id: "test",
        baseUrl: server.baseUrl,
        auth: Auth.none,
        operations: { transcription: OpenAiTranscription.protocol }
      })
    )
  )

const mebi = 1024 * 1024

describe.each(Loopback.clients)("an upload through %s", (_, client) => {
  it.live("of 200 MB is never held: what is read from the file is soon on the wire", () =>
    Effect.gen(function* () {
      let received = 0
      const server = yield* Loopback.serve(({ request, response }) => {
        request.on("data", (bytes: Buffer) => (received += bytes.length))
        request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(`{"text":"long"}`))
      })
      const piece = new Uint8Array(64 * 1024)
      let produced = 0
      let most = 0
      const audio = Stream.range(1, (200 * mebi) / piece.length).pipe(
        Stream.rechunk(1),
        Stream.map(() => {
          produced += piece.length
          most = Math.max(most, produced - received)
          return piece
        })
      )
      const { chunks, error } = yield* hear(transcribe(server, audio))
      assert.isUndefined(error)
      assert.deepInclude(chunks.at(-1), { _tag: "Finish", text: "long" })
      assert.isAbove(received, 200 * mebi)
      assert.isBelow(most, 16 * mebi)
    }).pipe(Effect.provide(client), Effect.scoped)
  )

  it.live("whose file cannot be read is the caller's fault: no other attempt would read it better", () =>
    Effect.gen(function* () {
      const server = yield* Loopback.serve(({ request }) => void request.on("error", () => {}))
      const some = Stream.make(new Uint8Array(100_000), new Uint8Array(100_000))
      const broken = Object.assign(new Error("disk on fire"), { code: "EIO" })
      for (const audio of [Stream.fail(broken), Stream.concat(some, Stream.fail(broken))]) {
        const { chunks, error } = yield* hear(transcribe(server, audio))
        assert.deepStrictEqual(chunks, [])
        assert.instanceOf(error, BifrostError)
        assert.include(error.reason, {
          _tag: "Rejected",
          description: "the request's body could not be read: disk on fire (EIO)"
        })
        assert.isFalse(error.isRetryable)
      }
    }).pipe(Effect.provide(client), Effect.scoped)
  )

  it.live("runs its stream anew for each attempt", () =>
    Effect.gen(function* () {
      const bodies: Array<number> = []
      const server = yield* Loopback.serve(({ index, request, response }) => {
        let length = 0
        request.on("data", (bytes: Buffer) => (length += bytes.length))
        request.on("end", () => {
          bodies.push(length)
          response.writeHead(index === 0 ? 503 : 200, { "content-type": "application/json" }).end(`{"text":"hi"}`)
        })
      })
      const audio = Stream.make(new Uint8Array(5000), new Uint8Array(5000))
      const first = yield* hear(transcribe(server, audio))
      const second = yield* hear(transcribe(server, audio))
      assert.strictEqual(first.error?.reason._tag, "Overloaded")
      assert.deepInclude(second.chunks.at(-1), { text: "hi" })
      assert.strictEqual(bodies[0], bodies[1])
      assert.isAbove(bodies[0] ?? 0, 10_000)
    }).pipe(Effect.provide(client), Effect.scoped)
  )
})
