/**
 * The laws that every decoder keeps, whatever its wire (design, section 11: 1 to 5 and 7), over every fixture of
 * every protocol in the table. A protocol joins by its fixtures.
 */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Framing } from "effect-bifrost"
import { type ChunkOf, type Operation, operations } from "../schemas/Operation.ts"
import { Reason } from "../schemas/Reason.ts"
import { protocols, type Wire } from "../src/cli/protocols.ts"
import { replay } from "../src/cli/Replay.ts"
import * as Cuts from "./cuts.ts"
import * as Fixtures from "./fixtures.ts"

const encodeReason = Schema.encodeSync(Schema.toCodecJson(Reason))

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : assert.fail("not an object"))

/** What a caller hears, in JSON. */
interface Heard {
  readonly chunks: ReadonlyArray<Fields>
  readonly failure: Fields | undefined
  readonly unsaid: Fields | undefined
}

/** Raw audio is as many chunks as there were reads. */
const joined = (chunks: ReadonlyArray<Fields>): ReadonlyArray<Fields> => {
  const audio = chunks.filter(({ _tag }) => _tag === "Audio").map(({ data }) => Buffer.from(String(data), "base64"))
  const [start, ...rest] = chunks.filter(({ _tag }) => _tag !== "Audio")
  return [start ?? {}, { _tag: "Audio", data: Buffer.concat(audio).toString("base64") }, ...rest]
}

const hearing = <O extends Operation>({ decoder, operation }: Wire<O>) => {
  const encode = Schema.encodeSync(Schema.toCodecJson(operations[operation].chunk))
  const inJson = (chunk: ChunkOf<O>): Fields => fieldsOf(encode(chunk))
  return ({ contentType }: Fixtures.Fixture, reads: Iterable<Uint8Array>): Heard => {
    const replayed = replay({ decoder, operation }, { reads, status: 200, contentType })
    const { failure, unsaid } = replayed
    const chunks = replayed.chunks.map(inJson)
    return {
      chunks: contentType.startsWith("audio/") ? joined(chunks) : chunks,
      failure: failure && fieldsOf(encodeReason(failure)),
      unsaid: unsaid && inJson(unsaid)
    }
  }
}

const misfits = <O extends Operation>({ decoder, operation }: Wire<O>, { body, contentType }: Fixtures.Fixture) => {
  const fits = Schema.is(operations[operation].chunk)
  const { chunks, unsaid } = replay({ decoder, operation }, { reads: [body], status: 200, contentType })
  return [...chunks, ...(unsaid ? [unsaid] : [])].filter((chunk) => !fits(chunk))
}

/** Loops compare texts: it is faster by far. */
const isSame = (actual: unknown, expected: unknown) => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) assert.deepStrictEqual(actual, expected)
}

const isFirst = (chunk: Fields) => chunk["_tag"] === "Start" || chunk["type"] === "response.created"
const lasts = new Set<unknown>(["response.completed", "response.incomplete"])
const isLast = (chunk: Fields) => chunk["_tag"] === "Finish" || lasts.has(chunk["type"])

/** The blocks of an event stream. */
const blocksOf = ({ body }: Fixtures.Fixture) =>
  new TextDecoder()
    .decode(body)
    .replaceAll("\r\n", "\n")
    .split(/(?<=\n\n)/)
const rewritten = (fixture: Fixtures.Fixture, rewrite: (block: string) => string) => [
  new TextEncoder().encode(blocksOf(fixture).map(rewrite).join(""))
]

const seeds = Array.from({ length: 8 }, (_, seed) => seed)

for (const [id, wire] of protocols) {
  const hear = hearing(wire)
  const fixtures = Fixtures.of(id)
  const streams = fixtures.filter(({ kind }) => kind === "sse")

  describe(id, () => {
    it("has fixtures", () => assert.isNotEmpty(fixtures))

    it.each(fixtures.filter(({ expected }) => expected))("$name is heard as expected", (fixture) => {
      const { chunks, failure, unsaid } = hear(fixture, [fixture.body])
      assert.deepStrictEqual(
        { chunks, ...(failure && { failure }), ...(unsaid && { unsaid }) },
        JSON.parse(JSON.stringify(fixture.expected))
      )
    })

    it.each(fixtures)("every chunk of $name fits its schema", (fixture) => {
      assert.deepStrictEqual(misfits(wire, fixture), [])
    })

    it.each(fixtures)("law 1: cutting $name anywhere changes nothing", (fixture) => {
      const whole = hear(fixture, [fixture.body])
      const cuts = [Cuts.every(1), ...Cuts.atEachOffset(fixture.body), ...seeds.map((seed) => Cuts.random(seed, 60))]
      for (const cut of cuts) isSame(hear(fixture, cut(fixture.body)), whole)
    })

    it.each(fixtures)("law 2: $name starts first, and finishes last or fails", (fixture) => {
      const { chunks, failure } = hear(fixture, [fixture.body])
      const isTagged = chunks.some((chunk) => "_tag" in chunk)
      if (isTagged) assert.deepStrictEqual(chunks.map(isFirst), [true, ...chunks.slice(1).map(() => false)])
      assert.deepStrictEqual(
        chunks.map(isLast),
        chunks.map((_, at) => failure === undefined && at === chunks.length - 1)
      )
      assert.isTrue(chunks.length > 0 || failure !== undefined)
    })

    it.each(streams)(
      "laws 3 and 4: $name cut short fails, or was whole already; what came before is heard",
      (fixture) => {
        const whole = hear(fixture, [fixture.body])
        const content = whole.chunks.filter((chunk) => !isLast(chunk))
        for (let end = 0; end < fixture.body.length; end++) {
          const { chunks, failure } = hear(fixture, [fixture.body.subarray(0, end)])
          const soFar = chunks.filter((chunk) => !isLast(chunk))
          if (failure === undefined) {
            assert.isUndefined(whole.failure)
            assert.deepStrictEqual(soFar, content)
            continue
          }
          isSame(soFar, content.slice(0, soFar.length))
          const tag = failure["_tag"]
          // before anything is heard, half a word is not known for half an event
          const isCut = tag === "Truncated" || (chunks.length === 0 && tag === "Unintelligible")
          if (!isCut) assert.isDefined(whole.failure)
        }
      }
    )

    it.each(streams)("law 7: what is unknown in $name does no harm", (fixture) => {
      const whole = hear(fixture, [fixture.body])
      const strange = `: ping\n\nevent: strange\ndata: {"type":"bifrost.strange","x_strange":[1]}\n\nid: 7\nretry: 3\nfoo\n\n`
      const known = ({ chunks, failure, unsaid }: Heard): Heard => ({
        // the events of Responses pass verbatim, those and fields unknown too
        chunks: chunks.filter(({ type }) => type !== "bifrost.strange").map(({ x_strange: _, ...chunk }) => chunk),
        failure: failure && withoutPlace(failure),
        unsaid: unsaid && (({ x_strange: _, ...chunk }) => chunk)(unsaid)
      })
      if (streams.length > 0 && whole.chunks.length > 0) {
        const surrounded = hear(
          fixture,
          rewritten(fixture, (block) => strange + block)
        )
        assert.deepStrictEqual(known(surrounded), known(whole))
      }
      const more = (block: string) => block.replace(/^data: ?\{(?=")/m, 'data: {"x_strange":{"y":[null,1.5,"z"]},')
      assert.deepStrictEqual(known(hear(fixture, rewritten(fixture, more))), known(whole))
    })

    it.each(streams)("line ends and a byte order mark change nothing in $name", (fixture) => {
      const whole = hear(fixture, [fixture.body])
      for (const lineEnd of ["\r\n", "\r"]) {
        const reads = rewritten(fixture, (block) => block.replaceAll("\n", lineEnd))
        assert.deepStrictEqual(hear(fixture, reads), whole)
      }
      const bom = new Uint8Array([0xef, 0xbb, 0xbf])
      if (whole.chunks.length > 0) assert.deepStrictEqual(hear(fixture, [bom, fixture.body]), whole)
    })

    it.each(streams)("includeRaw: the chunks of $name carry its events, each once", (fixture) => {
      const { events, isWhole } = withRaw(wire, fixture)
      if (events.length === 0 || !isWhole) return
      const sent = blocksOf(fixture).flatMap((block) => /^data: ?(\{.*)$/m.exec(block)?.[1] ?? [])
      assert.deepStrictEqual(
        events,
        sent.slice(0, events.length).map((text): unknown => JSON.parse(text))
      )
    })
  })
}

/** A failure that differs only in where it was. */
const withoutPlace = ({ sample: _s, where: _w, ...failure }: Fields): Fields => failure

const withRaw = <O extends Operation>(wire: Wire<O>, { body, contentType }: Fixtures.Fixture) => {
  const head = { provider: "recorded", model: "", warnings: [], contentType }
  const decoder = wire.decoder({ ...head, includeRaw: true, limits: Framing.defaultLimits })
  const said = decoder.read(body)
  const { chunks, failure } = decoder.end()
  const events = [...said, ...chunks].flatMap((chunk) => ("raw" in chunk && Array.isArray(chunk.raw) ? chunk.raw : []))
  return { events, isWhole: failure === undefined }
}
