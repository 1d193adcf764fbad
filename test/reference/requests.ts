/** For the same intent both send the same. Where they may differ, a table says so, and why. */
import { Collect, StreamingProvider } from "effect-bifrost"
import { assert, describe, it } from "vitest"
import { both, type Bytes, type Sides, whole } from "./both.ts"
import { type Fields, isObject } from "./fields.ts"
import * as Intents from "./intents.ts"

/** Two ways to write the same. Each is applied to every object of both bodies. */
export interface Spelling {
  readonly why: string
  readonly plain: (object: Fields) => Fields
}

/** Why ours sends no `accept`, where all clients do. */
export const accepts = {
  why: "to say nothing is to take anything (RFC 9110, 12.5.1): that a stream is wanted stands in the body or the path"
}

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
