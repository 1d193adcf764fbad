/**
 * The laws that every stream keeps, as checks for a protocol or a provider of your own: cut its bytes anywhere and the same is
 * heard; it starts first and finishes last or fails; without its end it is no success; what came before a failure is
 * heard; what is unknown does no harm. Named functions that throw, for a test runner of any kind.
 *
 *   for (const { check, name } of Laws.protocol({ operation: "chat", decoder: mine.decoder }, fixtures)) it(name, check)
 */
import type { Operation } from "../../schemas/Operation.ts"
import * as Cuts from "./Cuts.ts"
import * as CutShort from "./CutShort.ts"
import { type Fields, type Fixture, type Heard, hearing, isFirst, isLast, misfits, type Wire } from "./Hearing.ts"
import { same } from "./Same.ts"

export type { Fixture, Wire } from "./Hearing.ts"
export { Broken, provider, type ProviderCheck, type Requests } from "./ProviderLaws.ts"

export interface Check {
  readonly name: string
  /** Throws an error that says what was heard, and what should have been. */
  readonly check: () => void
}

/** Checks of a protocol's decoder over recorded answers, whole and broken ones alike. */
export const protocol = <O extends Operation>(
  wire: Wire<O>,
  fixtures: ReadonlyArray<Fixture>
): ReadonlyArray<Check> => {
  const hear = hearing(wire)
  const hearRaw = hearing(wire, true)
  const laws: ReadonlyArray<Law> = [
    {
      name: (name) => `every chunk of ${name} fits its schema`,
      check: (fixture) => same(misfits(wire, fixture), [], "chunks that do not fit")
    },
    {
      name: (name) => `law 1: cutting ${name} anywhere changes nothing`,
      check: ({ body, contentType }) => {
        const whole = hear(contentType, [body])
        const seeded = Array.from({ length: 8 }, (_, seed) => Cuts.random(seed, 60))
        for (const cut of [Cuts.every(1), ...Cuts.atEachOffset(body), ...seeded]) {
          same(hear(contentType, cut(body)), whole, "cut")
        }
      }
    },
    {
      name: (name) => `law 2: ${name} starts first, and finishes last or fails`,
      check: ({ body, contentType }) => {
        const { chunks, failure } = hear(contentType, [body])
        const starts = chunks.map(isFirst)
        if (chunks.some((chunk) => "_tag" in chunk))
          same(
            starts,
            starts.map((_, at) => at === 0),
            "which are starts"
          )
        const isWhole = (_: unknown, at: number) => failure === undefined && at === chunks.length - 1
        same(chunks.map(isLast), chunks.map(isWhole), "which are ends")
        same(chunks.length > 0 || failure !== undefined, true, "whether anything was heard, or why not")
      }
    },
    {
      name: (name) => `laws 3 and 4: ${name} cut short fails, or was whole already; what came before is heard`,
      check: CutShort.check(wire)
    },
    {
      name: (name) => `law 7: what is unknown in ${name} does no harm`,
      onlyEvents: true,
      check: (fixture) => {
        const whole = known(hear(fixture.contentType, [fixture.body]))
        const rewritten = (rewrite: (block: string) => string) =>
          known(hear(fixture.contentType, [rewrittenBy(fixture, rewrite)]))
        if (whole.chunks.length > 0)
          same(
            rewritten((block) => strange + block),
            whole,
            "with strange events"
          )
        const more = (block: string) => block.replace(/^data: ?\{(?=")/m, 'data: {"x_strange":{"y":[null,1.5,"z"]},')
        same(rewritten(more), whole, "with strange fields")
      }
    },
    {
      name: (name) => `line ends and a byte order mark change nothing in ${name}`,
      onlyEvents: true,
      check: (fixture) => {
        const { body, contentType } = fixture
        const whole = hear(contentType, [body])
        for (const lineEnd of ["\r\n", "\r"]) {
          const other = rewrittenBy(fixture, (block) => block.replaceAll("\n", lineEnd))
          same(hear(contentType, [other]), whole, `with lines that end in ${JSON.stringify(lineEnd)}`)
        }
        const mark = new Uint8Array([0xef, 0xbb, 0xbf])
        if (whole.chunks.length > 0) same(hear(contentType, [mark, body]), whole, "with a byte order mark")
      }
    },
    {
      name: (name) => `includeRaw: the chunks of ${name} carry its events, each once`,
      onlyEvents: true,
      check: (fixture) => {
        const { chunks, failure } = hearRaw(fixture.contentType, [fixture.body])
        const events = chunks.flatMap(({ raw }): ReadonlyArray<unknown> => (Array.isArray(raw) ? raw : []))
        if (failure !== undefined || events.length === 0 || isPlain(fixture)) return
        const sent = blocksOf(fixture).flatMap((block) => /^data: ?(\{.*)$/m.exec(block)?.[1] ?? [])
        same(
          events,
          sent.slice(0, events.length).map((text): unknown => JSON.parse(text)),
          "raw events"
        )
      }
    }
  ]
  return laws.flatMap(({ check, name, onlyEvents = false }) =>
    fixtures
      .filter(({ contentType }) => !onlyEvents || contentType.startsWith("text/event-stream"))
      .map((fixture) => ({ name: name(fixture.name), check: () => check(fixture) }))
  )
}

/** Whether its events are texts, which have no JSON to compare. */
const isPlain = (fixture: Fixture) => blocksOf(fixture).some((block) => /^data: ?(?!\{|\[DONE\])\S/m.test(block))

interface Law {
  readonly name: (fixture: string) => string
  /** Of event streams, whose framing is known. */
  readonly onlyEvents?: boolean
  readonly check: (fixture: Fixture) => void
}

const strange = `: ping\n\nevent: strange\ndata: {"type":"bifrost.strange","x_strange":[1]}\n\nid: 7\nretry: 3\nfoo\n\n`
const withoutStrange = ({ x_strange: _, ...fields }: Fields): Fields => fields
const withoutPlace = ({ sample: _s, where: _w, ...failure }: Fields): Fields => failure

/** The events of Responses pass verbatim, unknown ones and unknown fields too. */
const known = ({ chunks, failure, unsaid }: Heard): Heard => ({
  chunks: chunks.filter(({ type }) => type !== "bifrost.strange").map(withoutStrange),
  failure: failure && withoutPlace(failure),
  unsaid: unsaid && withoutStrange(unsaid)
})

/** The blocks of an event stream. */
const blocksOf = ({ body }: Fixture): ReadonlyArray<string> =>
  new TextDecoder()
    .decode(body)
    .replaceAll("\r\n", "\n")
    .split(/(?<=\n\n)/)
const rewrittenBy = (fixture: Fixture, rewrite: (block: string) => string): Uint8Array =>
  new TextEncoder().encode(blocksOf(fixture).map(rewrite).join(""))
