import { assert, describe, it } from "@effect/vitest"
import * as Differential from "./fuzz/Differential.ts"

/** `npm run fuzz` does a million. */
const seeds = Array.from({ length: 100 }, (_, index) => index + 1)

describe("two ways to the same answer", () => {
  it("JSON with a memory is JSON.parse, in its values and in its refusals", () => {
    let remembered = 0
    for (const seed of seeds) remembered += Differential.json(seed).remembered
    // most events of these streams are alike: a memory that remembers nothing proves nothing
    assert.isAbove(remembered, 1000)
  })

  it("event streams are the standard's, however they are cut", () => {
    for (const seed of seeds) Differential.sse(seed)
  })

  it("answers are the same with the memory and without", () => {
    for (const seed of seeds.slice(0, 30)) Differential.decoders(seed)
  })
})
