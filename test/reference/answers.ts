/** Of the same bytes both understand the same. Where they may differ, a table says so, and why. */
import { type BifrostError, Collect, StreamingProvider } from "effect-bifrost"
import type { ChatAnswer } from "effect-bifrost/schemas/answers/Chat"
import type { Config } from "effect"
import { assert, describe, it } from "vitest"
import * as CallId from "../../schemas/CallId.ts"
import * as Corpus from "../corpus.ts"
import * as Fixtures from "../fixtures.ts"
import { both, type Bytes, type Sides, whole } from "./both.ts"
import { isObject, parsed } from "./fields.ts"
import { hello } from "./intents.ts"

/** An answer, as both can tell it. */
export interface Understood {
  readonly text: string
  readonly reasoning: string
  readonly calls: ReadonlyArray<{
    readonly id?: unknown
    readonly name: string
    readonly input: unknown
  }>
  /** The provider's own word. */
  readonly ended: string | null
  /** The provider's own counts. */
  readonly usage: unknown
}

/** Of the same bytes both understand the same, or both fail; unless `differs` says why not. */
const assertSameAnswer = async <Client>(
  sides: Sides<StreamingProvider<"chat">, Client>,
  bytes: Bytes,
  ask: (client: Client) => Promise<Understood>,
  differs: string | undefined
) => {
  const ours = Collect.chat(StreamingProvider.chat({ model: "m", messages: [hello] }))
  const { mine, reference } = await both(sides, bytes, ours, ask)
  const same = () => {
    if (mine._tag === "Failure" && "error" in reference) {
      return assertTold(mine.failure, reference.error)
    }
    const [answer, expected] = whole({ mine, reference })
    assert.deepStrictEqual(understood(answer, expected), expected)
  }
  if (differs === undefined) same()
  else assert.throws(same, undefined, undefined, `no longer so: ${differs}`)
}

/** What the provider said of a failure, both hand on. Our own words for one are ours. */
const assertTold = (mine: BifrostError | Config.ConfigError, theirs: unknown) => {
  const reason = mine._tag === "BifrostError" ? mine.reason : assert.fail("no layer")
  if (reason._tag === "Truncated" || reason._tag === "Unintelligible") return
  const description = "description" in reason ? reason.description : ""
  assert.isNotEmpty(description)
  assert.include(String(theirs), description)
}

/** All our own answers of a wire and, where the corpus is there, all recorded ones. */
export const sameAnswers = <Client>(how: {
  readonly sides: Sides<StreamingProvider<"chat">, Client>
  readonly protocol: string
  /** Where several vendors speak it: which answers are this client's. */
  readonly isTheirs?: (name: string, file: string) => boolean
  readonly ask: (client: Client, name: string) => Promise<Understood>
  readonly differs: Readonly<Record<string, string>>
}) =>
  describe("the same bytes are the same answer", () => {
    const answers = answersOf(how.protocol, how.isTheirs)
    it.each(answers)("%s", (name, bytes) =>
      assertSameAnswer(how.sides, bytes, (client) => how.ask(client, name), how.differs[name])
    )

    it.skipIf(!Corpus.isThere)("all exceptions are there", () => {
      assert.includeMembers(
        answers.map(([name]) => name),
        Object.keys(how.differs)
      )
    })
  })

const understood = ({ raw, reasoning, text, toolCalls, usage }: ChatAnswer, expected: Understood): Understood => ({
  text,
  reasoning,
  calls: toolCalls.map(({ arguments: text, id, name }) => ({
    id: CallId.isGiven(id) ? id : "",
    name,
    input: parsed(text)
  })),
  ended: raw,
  usage: isObject(expected.usage) ? known(usage?.raw, Object.keys(expected.usage)) : usage?.raw
})

/** Clients drop counts that they do not know. */
const known = (counts: unknown, names: ReadonlyArray<string>) =>
  isObject(counts) ? Object.fromEntries(names.map((name) => [name, counts[name]])) : counts

const answersOf = (
  protocol: string,
  isTheirs: (name: string, file: string) => boolean = () => true
): ReadonlyArray<readonly [name: string, bytes: Bytes]> => {
  const own = Fixtures.of(protocol)
    .filter(({ name }) => isTheirs(name, name))
    .map(({ body, contentType, name }) => [name, answer(body, contentType)] as const)
  if (!Corpus.isThere) return own
  const recorded = Corpus.streams(new Set([protocol]))
    .filter(({ file, http, id }) => isTheirs(id, file) && (http?.status ?? 200) < 300)
    .map((stream) => [stream.id, answer(Corpus.bodyOf(stream), stream.http?.contentType)] as const)
  return [...own, ...recorded]
}

const answer = (body: Uint8Array, type: string | null | undefined): Bytes => ({
  headers: { "content-type": type ?? "text/event-stream" },
  pieces: [body]
})
