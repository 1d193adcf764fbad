/**
 * A vendor's own client beside ours, at one server of this machine: for the same intent both must send the same, and of
 * the same bytes both must understand the same. Where they may differ, a table says so, and why.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { type Config, Effect, Layer, Redacted, Config as Configs } from "effect"
import { BifrostError, Collect, StreamingProvider } from "effect-bifrost"
import type { ChatAnswer } from "effect-bifrost/schemas/answers/Chat"
import * as CallId from "effect-bifrost/schemas/CallId"
import type { HttpClient } from "effect/http"
import { assert, describe, it } from "vitest"
import * as Corpus from "../corpus.ts"
import * as OpenAi from "../examples/OpenAi.ts"
import * as Fixtures from "../fixtures.ts"
import { bodyOf } from "../kit/fixture.ts"
import * as Intents from "./intents.ts"

/** Both clients, pointed at a server's address. */
export interface Sides<R, Client> {
  readonly layer: (url: string) => Layer.Layer<R, Config.ConfigError, HttpClient.HttpClient>
  readonly client: (url: string) => Client
}

export type Bytes = Pick<OpenAi.Answer, "status" | "headers" | "pieces">

export const key = "key-of-nobody"

/** The options of a layer that is pointed at `baseUrl`. */
export const at = (baseUrl: string) => ({
  apiKey: Configs.succeed(Redacted.make(key)),
  baseUrl: Configs.succeed(baseUrl)
})

/** Both ask one server that answers `bytes`; what both understood and what both asked. */
export const both = async <R, Client, A, B>(
  { client, layer }: Sides<R, Client>,
  bytes: Bytes,
  ours: Effect.Effect<A, BifrostError, R>,
  theirs: (client: Client) => PromiseLike<B>
) => {
  await using server = await OpenAi.serve(() => bytes)
  const provided = Effect.provide(ours, Layer.provide(layer(server.url), NodeHttpClient.layerUndici))
  const mine = await Effect.runPromise(Effect.result(provided))
  const [one] = server.asked
  const reference = await Promise.resolve(client(server.url))
    .then(theirs)
    .then(
      (value) => ({ value }),
      (error: unknown) => ({ error })
    )
  const [, two] = server.asked
  return { mine, reference, asked: { one, two } }
}

type Fields = Readonly<Record<string, unknown>>

/** Two ways to write the same. Each is applied to every object of both bodies. */
export interface Spelling {
  readonly why: string
  readonly plain: (object: Fields) => Fields
}

/** Why ours sends no `accept`, where all clients do. */
export const accepts = {
  why: "to say nothing is to take anything (RFC 9110, 12.5.1): that a stream is wanted stands in the body or the path"
}

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A body with each of these spellings made plain, from the inside out. What is `undefined` then is not said. */
const plainly =
  (spellings: ReadonlyArray<Spelling>) =>
  (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plainly(spellings))
    if (!isObject(value)) return value
    const inside = Object.entries(value).map(([name, one]) => [name, plainly(spellings)(one)])
    const plain = spellings.reduce<Fields>((object, { plain }) => plain(object), Object.fromEntries(inside))
    return Object.fromEntries(Object.entries(plain).filter(([, one]) => one !== undefined))
  }

/** How requests to a wire are compared. */
export interface Comparison<Client, Params> {
  readonly sides: Sides<StreamingProvider<"chat">, Client>
  readonly model: string
  readonly answer: Bytes
  readonly send: (client: Client, params: Params) => PromiseLike<unknown>
  /** Those that decide how a request is taken: alike, or else why not. */
  readonly headers: Readonly<Record<string, "alike" | { readonly why: string }>>
  readonly spellings: ReadonlyArray<Spelling>
}

/** For one intent both send the same. */
const assertSameRequest = async <Client, Params>(
  { answer, headers, model, send, sides, spellings }: Comparison<Client, Params>,
  request: Intents.Asked,
  { ours, theirs }: Intents.Said<Params>
) => {
  const mine = Collect.chat(StreamingProvider.chat({ ...request, model }))
  const { asked, ...answers } = await both(sides, answer, mine, (client) => send(client, theirs))
  whole(answers)
  const { one = assert.fail("we sent nothing"), two = assert.fail("they sent nothing") } = asked
  const plain = plainly(spellings)
  assert.deepStrictEqual(plain(one.body), over(plain(two.body), plain(ours?.fields ?? {})))
  assert.deepStrictEqual([one.method, one.path], [two.method, two.path])
  for (const [name, judgement] of Object.entries(headers)) {
    const [mine, reference] = [one, two].map(({ headers }) => headers[name])
    if (judgement === "alike") assert.strictEqual(mine, reference, name)
    else assert.notStrictEqual(mine, reference, `${name}: no longer so: ${judgement.why}`)
  }
}

const assertRefused = async <Client, Params>(
  { answer, model, sides }: Comparison<Client, Params>,
  request: Intents.Asked,
  what: string
) => {
  const ours = Collect.chat(StreamingProvider.chat({ ...request, model }))
  const { asked, mine } = await both(sides, answer, ours, () => Promise.resolve())
  const reason =
    mine._tag === "Failure" && mine.failure._tag === "BifrostError" ? mine.failure.reason : assert.fail("it was sent")
  assert.deepStrictEqual([reason._tag, "what" in reason && reason.what], ["Unsupported", what])
  assert.isUndefined(asked.one)
}

/** Every intent in the words of this wire. */
export const sameRequests = <Client, Params>(
  comparison: Comparison<Client, Params>,
  table: Intents.Table<Params>,
  own: Intents.Own<Params>
) =>
  describe("the same intent is the same request", () => {
    it.each(Object.entries(Intents.intents))("%s", (name, request) => {
      const row = Object.entries(table).find(([one]) => one === name)?.[1] ?? assert.fail("not in the table")
      return "refused" in row
        ? assertRefused(comparison, request, row.refused)
        : assertSameRequest(comparison, request, row)
    })
    it.each(Object.entries(own))("of this wire alone: %s", (_, row) => assertSameRequest(comparison, row.asked, row))
  })

/** Fields go over fields, object by object; each must say something new. */
const over = (base: unknown, fields: unknown): unknown => {
  if (isObject(base) && isObject(fields)) {
    const all = Object.entries(fields).map(([name, value]) => [name, over(base[name], value)])
    return { ...base, ...Object.fromEntries(all) }
  }
  assert.notDeepEqual(base, fields, "no longer so")
  return fields
}

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
  const ours = Collect.chat(StreamingProvider.chat({ model: "m", messages: [Intents.hello] }))
  const { mine, reference } = await both(sides, bytes, ours, ask)
  const same = () => {
    if (mine._tag === "Failure" && "error" in reference) return
    const [answer, expected] = whole({ mine, reference })
    assert.deepStrictEqual(understood(answer, expected), expected)
  }
  if (differs === undefined) same()
  else assert.throws(same, undefined, undefined, `no longer so: ${differs}`)
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

/** What a client made camels of, as the wire has it. */
export const snakes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakes)
  if (!isObject(value)) return value
  const named = ([name, one]: [string, unknown]) => [
    name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`),
    snakes(one)
  ]
  return Object.fromEntries(Object.entries(value).map(named))
}

export const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

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

/** The whole of one of our own answers. */
export const played = (path: string): Bytes => ({ pieces: [bodyOf(path)] })

export const whole = <A, E, B>(answers: {
  readonly mine: { readonly _tag: "Success"; readonly success: A } | { readonly _tag: "Failure"; readonly failure: E }
  readonly reference: { readonly value: B } | { readonly error: unknown }
}) => {
  const { mine, reference } = answers
  if (mine._tag === "Failure") throw mine.failure
  if ("error" in reference) throw reference.error
  return [mine.success, reference.value] as const
}

/** Both failed, with the same words. */
export const assertFailed = <A, E, B>({ mine, reference }: Parameters<typeof whole<A, E, B>>[0]) => {
  if (mine._tag === "Success" || !("error" in reference)) throw new Error("no failure")
  const { failure } = mine
  assert.instanceOf(failure, BifrostError)
  const description = "description" in failure.reason ? failure.reason.description : ""
  assert.isNotEmpty(description)
  assert.include(String(reference.error), description)
}
