/** What every vendor says went wrong, as a caller is told it: through the library, status, head and body. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { StreamingProvider } from "effect-bifrost"
import type { Reason } from "effect-bifrost/schemas/Reason"
import { client } from "../kit/client.ts"
import { hear } from "../kit/hear.ts"
import { layer } from "../kit/provider.ts"
import { question } from "../kit/wire.ts"
import { audio } from "./audio.ts"
import type { Case, Expected } from "./Case.ts"
import { clouds } from "./clouds.ts"
import { gateways } from "./gateways.ts"
import { hosts } from "./hosts.ts"
import { imitators } from "./imitators.ts"
import { inside } from "./inside.ts"
import { local } from "./local.ts"
import { makers } from "./makers.ts"
import { openAi } from "./openAi.ts"
import { platforms } from "./platforms.ts"
import { tooLong } from "./tooLong.ts"

const cases: ReadonlyArray<Case> = [
  ...[...makers, ...openAi, ...imitators],
  ...[...clouds, ...platforms, ...hosts, ...gateways, ...local, ...audio]
]

const answered = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const text = typeof body === "string" ? body : JSON.stringify(body)
    const { error } = yield* hear(StreamingProvider.chat(question)).pipe(
      Effect.provide(layer),
      Effect.provide(client({ status, headers, body: text }).layer)
    )
    return error?.reason ?? assert.fail("no error")
  })

/** All that a reason says, in the words of the tables. */
const told = (reason: Reason) => {
  const { _tag, code, description, param, requestId, retryAfterMillis, type } = Object(reason)
  return {
    reason: _tag,
    message: description,
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    ...(param !== undefined && { param }),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMillis !== undefined && { retryAfter: retryAfterMillis })
  }
}
const expectTold = (reason: Reason, is: Expected) => {
  const all = told(reason)
  assert.deepStrictEqual(all, { message: all.message, ...is })
  assert.match(all.message, /^[^[{]/, "a text for people")
}

describe("an error answer", () => {
  it.effect.each(cases.map((one) => [`${one.vendor}: ${one.what}`, one] as const))("%s", ([, one]) =>
    Effect.gen(function* () {
      const reason = yield* answered(one.status, one.body, one.headers)
      expectTold(reason, one.is)
      assert.propertyVal(reason, "status", one.status)
    })
  )

  it.effect.each(tooLong)("%s says that the conversation is too long", ([, status, body]) =>
    Effect.gen(function* () {
      const reason = yield* answered(status, body)
      assert.strictEqual(reason._tag, "ContextTooLong")
      assert.deepStrictEqual([reason.isRetryable, reason.isFallbackable], [false, true])
    })
  )

  it("has a source, or says that it has none", () => {
    const sources = [...cases.map(({ source }) => source), ...tooLong.map(([, , , source]) => source)]
    for (const source of sources) assert.match(source, /^(https:\/\/\S+|corpus\/\S+|unverified)$/)
    assert.isBelow(sources.filter((source) => source === "unverified").length / sources.length, 1 / 3)
  })
})

describe("a failure inside an answer", () => {
  it.each(inside.map((one) => [`${one.wire}: ${one.what}`, one] as const))("%s", (_, { heard, is }) =>
    expectTold(heard.failure ?? assert.fail("no failure"), is)
  )
})
