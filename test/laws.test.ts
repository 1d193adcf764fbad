/**
 * The laws that every decoder keeps, whatever its wire (design, section 11: 1 to 5 and 7), over every fixture of
 * every protocol in the table, checked as a user's own protocol is. A protocol joins by its fixtures.
 */
import { assert, describe, it } from "@effect/vitest"
import { Laws } from "effect-bifrost/testing"
import { protocols } from "../src/cli/protocols.ts"
import { hearing } from "../src/testing/Hearing.ts"
import * as Fixtures from "./fixtures.ts"

/** Those whose events have no last one. */
const endless = new Set(["elevenlabs-timestamps"])

for (const [id, wire] of protocols) {
  const hear = hearing(wire)
  const fixtures = Fixtures.of(id)

  describe(id, () => {
    it("has fixtures", () => assert.isNotEmpty(fixtures))

    it.each(fixtures.filter(({ expected }) => expected))("$name is heard as expected", (fixture) => {
      const { chunks, failure, unsaid } = hear(fixture.contentType, [fixture.body])
      assert.deepStrictEqual(
        { chunks, ...(failure && { failure }), ...(unsaid && { unsaid }) },
        JSON.parse(JSON.stringify(fixture.expected))
      )
    })

    for (const { check, name } of Laws.protocol({ ...wire, endsWithBody: endless.has(id) }, fixtures)) it(name, check)
  })
}
