/** Where the recorded streams are, and what their descriptions say. They are no part of the project: tests skip without them. */
import { Schema } from "effect"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** `BIFROST_CORPUS`, or beside the repository. */
export const directory = process.env["BIFROST_CORPUS"] ?? new URL("../../shared/corpus", import.meta.url).pathname
export const isThere = existsSync(join(directory, "index.json"))
if (!isThere) process.stderr.write(`no corpus of recorded streams at ${directory}: set BIFROST_CORPUS\n`)

export const bytesOf = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(directory, file)))

const read = <A>(file: string, schema: Schema.ConstraintDecoder<A>): A =>
  Schema.decodeUnknownSync(schema)(JSON.parse(readFileSync(join(directory, file), "utf8")))

/** Bytes too long to write down: texts, some of them repeated. */
const Build = Schema.Array(
  Schema.Struct({
    text: Schema.optionalKey(Schema.String),
    repeat: Schema.optionalKey(Schema.String),
    times: Schema.optionalKey(Schema.Int)
  })
)
export const built = (build: typeof Build.Type): string =>
  build.map(({ repeat = "", text = "", times = 0 }) => text + repeat.repeat(times)).join("")

const input = {
  name: Schema.String,
  input: Schema.optionalKey(Schema.String),
  inputBase64: Schema.optionalKey(Schema.String),
  build: Schema.optionalKey(Build),
  chunkSize: Schema.optionalKey(Schema.Int)
}
export const inputOf = (test: {
  readonly input?: string
  readonly inputBase64?: string
  readonly build?: typeof Build.Type
}): Uint8Array<ArrayBuffer> =>
  test.inputBase64 === undefined
    ? new TextEncoder().encode(test.input ?? built(test.build ?? []))
    : new Uint8Array(Buffer.from(test.inputBase64, "base64"))

const Frame = Schema.Struct({ event: Schema.String, data: Schema.String, id: Schema.String })
export const SseCase = Schema.Struct({
  ...input,
  chunksBase64: Schema.optionalKey(Schema.Array(Schema.String)),
  expect: Schema.optionalKey(Schema.Array(Frame)),
  expectBuilt: Schema.optionalKey(
    Schema.Array(Schema.Struct({ ...Frame.fields, data: Schema.optionalKey(Schema.String), dataBuild: Build }))
  )
})
export const sseCases = (): ReadonlyArray<typeof SseCase.Type> => read("sse-cases.json", Schema.Array(SseCase))

const Http = Schema.Struct({ status: Schema.Int, contentType: Schema.NullOr(Schema.String) })
const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(schema)

export const HostileCase = Schema.Struct({
  ...input,
  protocol: Schema.String,
  http: Http,
  transport: optional(Schema.Struct({ afterBody: Schema.Literals(["error", "hold-open"]) })),
  expect: Schema.Struct({
    outcome: Schema.Literals(["ok", "error", "ok-or-typed-error"]),
    errorKind: optional(Schema.String),
    textBefore: optional(Schema.String),
    text: optional(Schema.String),
    textLength: optional(Schema.Int),
    finishReason: optional(Schema.NullOr(Schema.String)),
    toolCalls: optional(Schema.Array(Schema.Tuple([Schema.NullOr(Schema.String), Schema.String, Schema.String]))),
    toolCallCount: optional(Schema.Int),
    usage: optional(Schema.Unknown),
    status: optional(Schema.Int),
    retryable: optional(Schema.Boolean),
    messageIncludes: optional(Schema.String),
    mustEmitOnce: optional(Schema.String)
  })
})
export type HostileCase = typeof HostileCase.Type
export const hostileCases = (): ReadonlyArray<HostileCase> => read("hostile.json", Schema.Array(HostileCase))

const ProviderError = Schema.Union([
  Schema.String,
  Schema.StructWithRest(Schema.Struct({}), [Schema.Record(Schema.String, Schema.Unknown)])
])
/** What the reference script understood of a stream. */
export const Sidecar = Schema.Struct({
  id: Schema.String,
  file: Schema.String,
  bytes: Schema.Int,
  protocol: Schema.String,
  model: Schema.NullOr(Schema.String),
  http: optional(Schema.NullOr(Http)),
  expected: Schema.Struct({
    text: Schema.String,
    reasoning: Schema.String,
    refusal: Schema.String,
    toolCalls: Schema.Array(
      Schema.Struct({
        id: optional(Schema.NullOr(Schema.String)),
        name: optional(Schema.NullOr(Schema.String)),
        arguments: Schema.String
      })
    ),
    /** A number where a client asked Gemini for enums as numbers. */
    finishReason: Schema.NullOr(Schema.Union([Schema.String, Schema.Number])),
    usage: Schema.Unknown,
    error: Schema.NullOr(ProviderError),
    done: Schema.Boolean,
    audioBytes: optional(Schema.Int)
  })
})
export type Sidecar = typeof Sidecar.Type

const Entry = Schema.Struct({ id: Schema.String, file: Schema.String, protocol: Schema.String })
const entries = () => read("index.json", Schema.Array(Entry))
/** Every stream's protocol, of our wires or not. */
export const protocolsThere = (): ReadonlyArray<string> => entries().map(({ protocol }) => protocol)
/** The recorded streams of these protocols. */
export const streams = (protocols: ReadonlySet<string>): ReadonlyArray<Sidecar> =>
  entries()
    .filter(({ protocol }) => protocols.has(protocol))
    .map(({ id }) => read(`${id}.json`, Sidecar))
export const bodyOf = ({ file, id }: Sidecar): Uint8Array<ArrayBuffer> => bytesOf(join(id, "..", file))
