import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, FileSystem, Option, PlatformError, Stream } from "effect"
import { TestClock } from "effect/testing"
import { AudioFile, BifrostError, type SpeechChunk, StreamingProvider } from "effect-bifrost"
import { join } from "../schemas/answers/Chat.ts"
import { Unreachable } from "../schemas/Reason.ts"
import * as Wav from "../src/local/Wav.ts"

const start: SpeechChunk = { _tag: "Start", provider: "test", model: "test", warnings: [] }
const finish: SpeechChunk = { _tag: "Finish", reason: "stop" }
const audio = (...data: ReadonlyArray<number>): SpeechChunk => ({ _tag: "Audio", data: Uint8Array.from(data) })
const lost = BifrostError.because(new Unreachable({ description: "reset" }))
const stall = Stream.fromEffect(Effect.never)

/** A file in memory that tells what is done to it. `refuse` is the number of the write that fails, after `takes`. */
const fake = (options: { readonly refuse?: number; readonly takes?: "1 second"; readonly isThere?: boolean } = {}) => {
  const log: Array<string> = []
  const failure = PlatformError.systemError({ _tag: "WriteZero", module: "test", method: "writeAll" })
  let writes = 0
  const file: FileSystem.File = {
    [FileSystem.FileTypeId]: FileSystem.FileTypeId,
    stat: Effect.die("not used"),
    sync: Effect.die("not used"),
    read: () => Effect.die("not used"),
    readAlloc: () => Effect.succeed(Option.none()),
    write: () => Effect.die("not used"),
    seek: (at) => Effect.sync(() => (log.push(`seek ${at}`), at)),
    truncate: (length) => Effect.sync(() => void log.push(`truncate ${length}`)),
    writeAll: (bytes) =>
      Effect.suspend(() => {
        if (++writes === options.refuse) return Effect.delay(Effect.fail(failure), options.takes ?? 0)
        log.push(`write ${bytes.join(" ")}`)
        return Effect.void
      })
  }
  const layer = FileSystem.layerNoop({
    exists: () => Effect.succeed(options.isThere ?? false),
    remove: () => Effect.sync(() => void log.push("remove")),
    open: (_path, { flag } = {}) =>
      Effect.acquireRelease(
        Effect.sync(() => (log.push(`open ${flag}`), file)),
        () => Effect.sync(() => void log.push("close"))
      )
  })
  return { log, layer }
}

describe("AudioFile.sink", () => {
  it.effect("writes when enough is waiting, and the rest at the end", () =>
    Effect.gen(function* () {
      const { layer, log } = fake()
      const stream = Stream.make(start, audio(1, 2), audio(3), audio(4, 5, 6), audio(7), finish).pipe(Stream.rechunk(1))
      const written = yield* Stream.run(stream, AudioFile.sink("a.mp3", { flushBytes: 3 })).pipe(Effect.provide(layer))
      assert.deepStrictEqual(log, ["open wx", "write 1 2 3", "write 4 5 6", "write 7", "close"])
      assert.deepStrictEqual(written, { path: "a.mp3", bytes: 7, chunks: 4 })
    })
  )

  it.effect("writes every second by default, also while the stream stalls, and never before", () =>
    Effect.gen(function* () {
      const { layer, log } = fake()
      const stream = Stream.make(start, audio(1), audio(2)).pipe(Stream.concat(stall))
      const fiber = yield* Stream.run(stream, AudioFile.sink("a.mp3")).pipe(
        Effect.provide(layer),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("999 millis")
      assert.deepStrictEqual(log, ["open wx"])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(log, ["open wx", "write 1 2"])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(log, ["open wx", "write 1 2"])
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(log, ["open wx", "write 1 2", "close"])
    })
  )

  it.effect("writes as often as it is told", () =>
    Effect.gen(function* () {
      const { layer, log } = fake()
      const stream = Stream.make(audio(1), audio(2), audio(3)).pipe(
        Stream.rechunk(1),
        Stream.tap(() => Effect.sleep("30 millis"))
      )
      const sink = AudioFile.sink("a.mp3", { flushEvery: "40 millis" })
      const fiber = yield* Stream.run(stream, sink).pipe(
        Effect.provide(layer),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(log, ["open wx", "write 1", "write 2", "write 3", "close"])
    })
  )

  it.effect("keeps what had come when the stream fails or is interrupted", () =>
    Effect.gen(function* () {
      const heard = Stream.make(start, audio(1), audio(2))
      const failed = fake()
      const error = yield* Stream.run(Stream.concat(heard, Stream.fail(lost)), AudioFile.sink("a.mp3")).pipe(
        Effect.provide(failed.layer),
        Effect.flip
      )
      assert.strictEqual(error, lost)
      assert.deepStrictEqual(failed.log, ["open wx", "write 1 2", "close"])

      const left = fake()
      const fiber = yield* Stream.run(Stream.concat(heard, stall), AudioFile.sink("a.mp3")).pipe(
        Effect.provide(left.layer),
        Effect.forkChild({ startImmediately: true })
      )
      assert.deepStrictEqual(left.log, ["open wx"])
      assert.isTrue(Exit.hasInterrupts(yield* Effect.andThen(Fiber.interrupt(fiber), Fiber.await(fiber))))
      assert.deepStrictEqual(left.log, ["open wx", "write 1 2", "close"])
    })
  )

  it.effect("leaves no new file where the stream failed before any audio", () =>
    Effect.gen(function* () {
      const { layer, log } = fake()
      yield* Stream.run(Stream.fail(lost), AudioFile.sink("a.mp3")).pipe(Effect.provide(layer), Effect.flip)
      assert.deepStrictEqual(log, ["open wx", "close", "remove"])
    })
  )

  it.effect("replaces a file only when asked, and only once there is audio", () =>
    Effect.gen(function* () {
      const silent = fake({ isThere: true })
      const sink = AudioFile.sink("a.mp3", { overwrite: true })
      yield* Stream.run(Stream.fail(lost), sink).pipe(Effect.provide(silent.layer), Effect.flip)
      assert.deepStrictEqual(silent.log, ["open r+", "close"])
      const heard = fake({ isThere: true })
      yield* Stream.run(Stream.make(start, audio(1), finish), sink).pipe(Effect.provide(heard.layer))
      assert.deepStrictEqual(heard.log, ["open r+", "truncate 0", "write 1", "close"])
    })
  )

  it.effect("fails at once when a write fails, stalled or not, and writes nothing after it", () =>
    Effect.gen(function* () {
      const { layer, log } = fake({ refuse: 2 })
      const stream = Stream.make(audio(1), audio(2), audio(3)).pipe(Stream.rechunk(1))
      const sink = AudioFile.sink("a.mp3", { flushBytes: 1 })
      const error = yield* Stream.run(stream, sink).pipe(Effect.provide(layer), Effect.flip)
      assert.strictEqual(error.reason._tag, "WriteZero")
      assert.deepStrictEqual(log, ["open wx", "write 1", "close"])

      const stalled = fake({ refuse: 1, takes: "1 second" })
      const late = Stream.fromEffect(Effect.as(Effect.sleep("1500 millis"), audio(4)))
      const streams = stream.pipe(Stream.concat(late), Stream.concat(stall))
      const fiber = yield* Stream.run(streams, AudioFile.sink("a.mp3")).pipe(
        Effect.provide(stalled.layer),
        Effect.flip,
        Effect.forkChild({ startImmediately: true })
      )
      for (const time of ["0 seconds", "1 second", "500 millis", "500 millis"] as const) yield* TestClock.adjust(time)
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "PlatformError")
      assert.deepStrictEqual(stalled.log, ["open wx", "close"])
    })
  )

  it.layer(NodeFileSystem.layer)("on a real file system", (it) => {
    const folder = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const contents = (path: string) =>
      Effect.map(
        Effect.flatMap(FileSystem.FileSystem, (files) => files.readFile(path)),
        (bytes) => Array.from(bytes)
      )

    it.effect("holds exactly what came, wherever the stream was interrupted", () =>
      Effect.gen(function* () {
        const path = `${yield* folder}/hello.mp3`
        const pieces = [[1, 2], [3], [4, 5, 6], [7]]
        for (let count = 1; count <= pieces.length; count++) {
          const reached = yield* Deferred.make<void>()
          const stream = Stream.fromArray(pieces.slice(0, count).map((piece) => audio(...piece))).pipe(
            Stream.rechunk(1),
            Stream.concat(Stream.fromEffect(Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)))
          )
          const fiber = yield* Stream.run(stream, AudioFile.sink(path, { flushBytes: 3, overwrite: true })).pipe(
            Effect.forkChild
          )
          yield* Deferred.await(reached)
          yield* Fiber.interrupt(fiber)
          assert.deepStrictEqual(yield* contents(path), pieces.slice(0, count).flat())
        }
      })
    )

    it.effect("is whole after success, and shorter than what it replaced", () =>
      Effect.gen(function* () {
        const path = `${yield* folder}/hello.mp3`
        yield* Stream.run(Stream.make(start, audio(1, 2, 3, 4), finish), AudioFile.sink(path))
        yield* Stream.run(Stream.make(start, audio(9), finish), AudioFile.sink(path, { overwrite: true }))
        assert.deepStrictEqual(yield* contents(path), [9])
      })
    )

    it.effect("is not touched where it is there already, and nothing is asked for", () =>
      Effect.gen(function* () {
        const path = `${yield* folder}/hello.mp3`
        yield* Stream.run(Stream.make(start, audio(1), finish), AudioFile.sink(path))
        let asked = 0
        const provider = StreamingProvider.layer("test", {
          speech: () => Stream.suspend(() => (asked++, Stream.make(start, audio(2), finish)))
        })
        const error = yield* Stream.run(
          StreamingProvider.speech({ model: "m", voice: "v", input: "Hello" }),
          AudioFile.sink(path)
        ).pipe(Effect.provide(provider), Effect.flip)
        assert(error._tag === "PlatformError")
        assert.strictEqual(error.reason._tag, "AlreadyExists")
        assert.include(error.message, "overwrite: true")
        assert.include(error.message, path)
        assert.strictEqual(asked, 0)
        assert.deepStrictEqual(yield* contents(path), [1])
      })
    )

    it.effect("fails in words where the directory is missing", () =>
      Effect.gen(function* () {
        const path = `${yield* folder}/nowhere/hello.mp3`
        const error = yield* Effect.flip(Stream.run(Stream.make(start, audio(1), finish), AudioFile.sink(path)))
        assert.strictEqual(error.reason._tag, "NotFound")
        assert.include(error.message, path)
      })
    )

    it.effect("gives a streamed WAV its true sizes, whole or interrupted", () =>
      Effect.gen(function* () {
        const path = `${yield* folder}/hello.wav`
        const pcm = new Uint8Array(5000).fill(3)
        const head: SpeechChunk = { _tag: "Audio", data: Wav.encodeHeader(16_000) }
        const body = Stream.make(start, head, audio(...pcm), audio(...pcm))
        yield* Effect.flip(Stream.run(Stream.concat(body, Stream.fail(lost)), AudioFile.sink(path, { flushBytes: 50 })))
        assert.deepStrictEqual(yield* contents(path), Array.from(Wav.encode(join([pcm, pcm]), 16_000)))
      })
    )
  })
})

describe("AudioFile.read", () => {
  it.layer(NodeFileSystem.layer)("on a real file system", (it) => {
    it.effect("gives a request its audio, anew for each attempt", () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const path = `${yield* files.makeTempDirectoryScoped()}/Talk.MP3`
        yield* files.writeFile(path, Uint8Array.of(1, 2, 3))
        const { audio, ...rest } = yield* AudioFile.read(path)
        assert.deepStrictEqual(rest, { fileName: "Talk.MP3", mediaType: "audio/mpeg" })
        for (let attempt = 0; attempt < 2; attempt++) {
          assert.deepStrictEqual(Array.from(join(yield* Stream.runCollect(audio))), [1, 2, 3])
        }
      })
    )

    it.effect("fails at once where there is no such file, or a directory", () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const folder = yield* files.makeTempDirectoryScoped()
        const missing = yield* Effect.flip(AudioFile.read(`${folder}/talk.mp3`))
        assert.strictEqual(missing.reason._tag, "NotFound")
        assert.include(missing.message, "talk.mp3")
        assert.include((yield* Effect.flip(AudioFile.read(folder))).message, "is a directory")
      })
    )
  })
})
