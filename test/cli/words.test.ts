/** The pure parts of the command line: times, tables, paragraphs. */
import { Duration } from "effect"
import { BifrostError } from "effect-bifrost"
import { Reason } from "../../schemas/Reason.ts"
import { describe, expect, it, test } from "vitest"
import { advice } from "../../src/cli/advice.ts"
import * as capabilities from "../../src/cli/capabilities.ts"
import * as durations from "../../src/cli/durations.ts"
import * as exitCodes from "../../src/cli/exitCodes.ts"
import * as Ledger from "../../src/cli/ledger.ts"
import * as progress from "../../src/cli/progress.ts"
import { paragraph } from "../../src/cli/report.ts"
import { RateLimited, Unreachable } from "../../schemas/Reason.ts"

test.each([
  ["500ms", 500],
  ["30", 30_000],
  ["1.5s", 1_500],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["off", Infinity]
])("%s is %d ms", (text, millis) => {
  expect(Duration.toMillis(durations.parse(text))).toBe(millis)
})

test.each(["", "soon", "-1s", "3 days", "1e3", "2 constructor"])("%j is no time", (text) => {
  expect(() => durations.parse(text)).toThrow(RangeError)
})

test("times and sizes for people", () => {
  expect([12, 2_400, 185_000].map(durations.show)).toEqual(["12 ms", "2.4 s", "3 min 5 s"])
  expect(progress.line(48_300, "received", 1_500)).toBe("48 kB received, 1.5 s")
  expect(progress.line(3_260_000, "sent", 61_000)).toBe("3.3 MB sent, 1 min 1 s")
})

test("every reason has advice and an exit code that is documented", () => {
  const tags = Reason.members.map((member) => member.fields._tag.schema.literal)
  expect(Object.keys(advice).sort()).toEqual([...tags].sort())
  expect(Object.keys(exitCodes.byReason).sort()).toEqual([...tags].sort())
  for (const code of Object.values(exitCodes.byReason)) expect(exitCodes.meanings).toHaveProperty([code])
})

describe("a failure as a paragraph", () => {
  const origin = { provider: "openai", operation: "chat", model: "m" }
  it("tells attempts that ended alike once, and the request id last", () => {
    const reset = BifrostError.because(new Unreachable({ description: "ECONNRESET" }), origin)
    const limited = new RateLimited({
      description: "Slow\n down",
      status: 429,
      requestId: "req_1",
      retryAfterMillis: 2000
    })
    expect(paragraph(BifrostError.because(limited, origin).after(reset).after(reset))).toBe(
      "openai could not answer chat with m: rate limited (429): Slow down. Try again in 2.0 s, or name another " +
        "provider with --fallback. Also tried 2 times: openai with m, unreachable: ECONNRESET. Request id: req_1."
    )
  })
  it("blames nobody where nobody is to blame", () => {
    expect(paragraph(BifrostError.because(new Unreachable({ description: "no route" })))).toMatch(
      /^unreachable: no route\. /
    )
  })
})

test("usage: who answered, why it ended, what it cost, how long it took", () => {
  let now = 1000
  const ledger = Ledger.open("chat", { provider: "openai", model: "asked" }, () => now)
  now = 1200
  ledger.answeredBy({ provider: "local", model: "m" })
  ledger.add([{ _tag: "Text", choice: 0, delta: "Hi" }])
  now = 3000
  const usage = { input: 5, output: 7, reasoning: 3, raw: {} }
  ledger.add([{ _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: "stop" }], usage }])
  expect(ledger.line()).toBe(
    "local m · stop · 5 tokens in, 7 tokens out, 3 of them reasoning · first content after 200 ms · whole after 2.0 s"
  )
})

test("the capability table is read from the layers, and looks the same in Markdown", async () => {
  const rows = await capabilities.rows()
  const openai = rows.find(({ provider }) => provider === "openai")
  expect(openai?.operations).toHaveProperty("chat", { model: "gpt-4o-mini", via: null, whole: false })
  expect(openai?.voices).toContain("alloy")
  const [head, , first, second] = capabilities.markdown(rows).split("\n")
  expect(head).toBe("| provider | text | chat | responses | speech | transcription | key |")
  expect(first).toBe("| `openai` | ✓ | ✓ | ✓ | ✓ | ✓ | `OPENAI_API_KEY` |")
  expect(second).toBe("| `anthropic` | ↻ | ✓ | ↻ |  |  | `ANTHROPIC_API_KEY` |")
  expect(capabilities.plain(rows)).toMatch(
    /^provider +text +chat .*\nopenai .* yes .*OPENAI_API_KEY\nanthropic +by chat +yes +by chat /
  )
})
