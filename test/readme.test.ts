/**
 * The README is made of files that run and tables that are derived: what is written is compared with what is true.
 * `npx vitest run --config test/vitest.config.ts test/readme.test.ts -u` writes snippets, capabilities and voices anew.
 */
import {
  Chunks,
  Policy,
  AudioFile,
  Auth,
  Collect,
  Provider,
  ResponseHead,
  Router,
  StreamingProvider,
  Timeouts
} from "effect-bifrost"
import * as EffectBarrel from "effect"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import { Reason, TimedOut } from "effect-bifrost/schemas/Reason"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format, resolveConfig } from "prettier"
import { assert, describe, expect, test } from "vitest"
import * as Capabilities from "../src/cli/capabilities.ts"
import * as Snippets from "./snippets.ts"

const root = new URL("../", import.meta.url)
const path = fileURLToPath(new URL("README.md", root))
const readme = readFileSync(path, "utf8")

/** What keeps from an install what the local engines do not need. */
const { overrides } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"))

/** Each voice that a layer knows of, with what it sounds like. */
const voices = [
  "| provider | voice | sounds |",
  "| --- | --- | --- |",
  ...Object.entries(OpenAI.voices).map(([voice, sounds]) => `| OpenAI | \`${voice}\` | ${sounds} |`),
  ...Local.voices.map(({ description, id }) => `| Local | \`${id}\` | ${description} |`)
].join("\n")

/** The README with each snippet and each derived table as it is now. */
const rendered = async (): Promise<string> => {
  const table = Capabilities.markdown(await Capabilities.rows())
  const text = Snippets.fill(readme)
    .replace(/```json\n{\s+"overrides"[^]*?```/, () => `\`\`\`json\n${JSON.stringify({ overrides })}\n\`\`\``)
    .replace(/(<!-- voices -->\n)[^]*?(<!-- \/voices -->)/, (_, before: string, after: string) => {
      return `${before}\n${voices}\n\n${after}`
    })
    .replace(/(<!-- capabilities -->\n)[^]*?(<!-- \/capabilities -->)/, (_, before: string, after: string) => {
      return `${before}\n${table}\n\n${after}`
    })
  return format(text, { ...(await resolveConfig(path)), filepath: path })
}

test("its snippets are the examples; its capabilities and voices are the layers'", async () => {
  await expect(await rendered()).toMatchFileSnapshot(path)
})

test("each of its snippets is an example that the tests execute", () => {
  assert.strictEqual(Snippets.fences(readme), Snippets.shown(readme).length)
})

describe("its table of reasons", () => {
  const rows = new Map(
    [...readme.matchAll(/^\| `(\w+)` +\|[^|]+\| (yes|no) +\| (yes|no) +\|$/gm)].map(
      ([, name, retryable, fallbackable]) => [name, { retryable, fallbackable }]
    )
  )

  test("has every reason", () => {
    assert.deepStrictEqual([...rows.keys()].toSorted(), Reason.members.map((reason) => reason.identifier).toSorted())
  })

  test.each(Reason.members.map((Member) => [Member.identifier, Member] as const))("%s", (name, Member) => {
    // what each needs of these; a class takes no more than its fields
    const reason = new Member({
      ...{ description: "", where: "", expected: "", sample: "", what: "", by: "" },
      ...{ limit: 1, limitMillis: 1, phase: "idle" }
    })
    const word = (yes: boolean) => (yes ? "yes" : "no")
    assert.deepStrictEqual(rows.get(name), {
      retryable: word(reason.isRetryable),
      fallbackable: word(reason.isFallbackable)
    })
  })

  test("is right about the caller's deadline", () => {
    const { isFallbackable, isRetryable } = new TimedOut({ phase: "deadline", limitMillis: 1 })
    assert.deepStrictEqual([isRetryable, isFallbackable], [false, false])
  })
})

test("what it names is there", () => {
  const modules: Readonly<Record<string, object>> = {
    ...EffectBarrel,
    AudioFile,
    Auth,
    Chunks,
    Collect,
    Policy,
    Provider,
    ResponseHead,
    Router,
    StreamingProvider,
    Timeouts
  }
  const prose = readme.replaceAll(/```[^]*?```/g, "").replaceAll(/\| .*Effect 3 [^]*?\n\n/g, "")
  const named = [...prose.matchAll(/`[^`\n]*?\b([A-Z]\w+)\.([a-z]\w+)[^`\n]*`/g)]
  assert.isAbove(named.length, 40)
  const missing = named.filter(([, module = "", name = ""]) => module in modules && !(name in (modules[module] ?? {})))
  assert.deepStrictEqual(
    missing.map(([, module, name]) => `${module}.${name}`),
    []
  )
})

test("its links lead somewhere", () => {
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-")
  )
  for (const [, target = ""] of readme.matchAll(/\]\(([^)]+)\)/g)) {
    if (target.startsWith("#")) assert.include(anchors, target.slice(1))
    else if (!target.startsWith("https://")) assert.isTrue(existsSync(new URL(target, root)), target)
  }
})
