/**
 * The guides under `docs/` are made like the README: snippets are examples that run, tables are derived, names and
 * links exist. `npx vitest run --config test/vitest.config.ts test/docs.test.ts -u` writes snippets and tables anew.
 */
import * as Bifrost from "effect-bifrost"
import * as OpenAiDialect from "effect-bifrost/protocols/OpenAiDialect"
import * as Testing from "effect-bifrost/testing"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format, resolveConfig } from "prettier"
import { assert, describe, expect, test } from "vitest"
import * as Sound from "./conversation/audio/table.ts"
import * as Conversation from "./conversation/table.ts"
import * as DialectGuide from "./dialectGuide.ts"
import * as FaultMatrix from "./matrix/guide.ts"
import * as Orders from "./policies/orders.ts"
import * as Snippets from "./snippets.ts"

const root = new URL("../", import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), "utf8")
const guides = readdirSync(new URL("docs/", root))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/${file}`)

/** Tables that are derived, by the name in their marks. */
const tables: Readonly<Record<string, () => string>> = {
  orders: Orders.markdown,
  faults: FaultMatrix.markdown,
  conversation: Conversation.markdown,
  speech: Sound.markdown.speech,
  transcription: Sound.markdown.transcription,
  dialect: DialectGuide.markdown
}

const rendered = async (path: string): Promise<string> => {
  const file = fileURLToPath(new URL(path, root))
  const text = Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`), (_, before: string, after: string) => {
        return `${before}\n${table()}\n\n${after}`
      }),
    Snippets.fill(read(path))
  )
  return format(text, { ...(await resolveConfig(file)), filepath: file })
}

describe.each(guides)("%s", (path) => {
  const guide = read(path)

  test("its snippets are the examples, its tables what they are derived from", async () => {
    await expect(await rendered(path)).toMatchFileSnapshot(fileURLToPath(new URL(path, root)))
  })

  test("each of its snippets is an example that the tests execute, or stands in a file", () => {
    assert.strictEqual(Snippets.fences(guide), Snippets.shown(guide).length + Snippets.quotes(guide))
  })

  test("what it names is there", () => {
    const modules: Readonly<Record<string, object>> = { ...Bifrost, ...Testing }
    const prose = guide.replaceAll(/```[^]*?```/g, "")
    const named = [...prose.matchAll(/`[^`\n]*?\b([A-Z]\w+)\.([a-z]\w+)[^`\n]*`/g)]
    const missing = named.filter(
      ([, module = "", name = ""]) => module in modules && name !== "ts" && !(name in (modules[module] ?? {}))
    )
    assert.deepStrictEqual(
      missing.map(([, module, name]) => `${module}.${name}`),
      []
    )
  })

  test("its links lead somewhere", () => {
    const anchors = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-")
    )
    for (const [, target = ""] of guide.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith("#")) assert.include(anchors, target.slice(1))
      else if (!target.startsWith("https://")) assert.isTrue(existsSync(new URL(target, new URL(path, root))), target)
    }
  })
})

test("each example is shown, in the README or in a guide", () => {
  const shown = new Set(["README.md", ...guides].flatMap((path) => Snippets.shown(read(path))))
  const examples = readdirSync(new URL("examples/", root)).map((file) => file.replace(/\.ts$/, ""))
  assert.deepStrictEqual([...shown].toSorted(), [...new Set(examples)].filter((name) => name !== "demo").toSorted())
})

test("a snippet is told from its file", () => {
  const source =
    "/** One. */\nconst one = {\n  a: 1\n}\n\n/** Two,\n * more. */\nexport const two = () => 2\ntype Three = 3\n"
  assert.strictEqual(Snippets.declaration(source, "one"), "/** One. */\nconst one = {\n  a: 1\n}\n")
  assert.strictEqual(Snippets.declaration(source, "two"), "/** Two,\n * more. */\nexport const two = () => 2\n")
  assert.throws(() => Snippets.declaration(source, "four"))
})

test("the guide to dialects has every field", () => {
  assert.sameMembers(
    DialectGuide.fields.map(([name]) => name),
    Object.keys(OpenAiDialect.openai)
  )
})

test("the guide to policies has every policy", () => {
  const guide = read("docs/policies.md")
  const policies = readdirSync(new URL("src/policies/", root))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((name) => name in Bifrost.Policy)
  assert.deepStrictEqual(
    policies.filter((name) => !guide.includes(`\`Policy.${name}\``)),
    []
  )
})
