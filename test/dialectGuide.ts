/** The fields of a dialect for the guide, each as its comment has it. */
import { readFileSync } from "node:fs"

const source = readFileSync(new URL("../src/protocols/OpenAiDialect.ts", import.meta.url), "utf8")

/** Each field and its comment. */
export const fields: ReadonlyArray<readonly [name: string, about: string]> = (() => {
  const [, body = ""] = /export interface Dialect \{\n([^]*?)\n\}\n/.exec(source) ?? []
  return [...body.matchAll(/\/\*\*([^]*?)\*\/\s*readonly (\w+):/g)].map(
    ([, comment = "", name = ""]) => [name, comment.replace(/\s*\n\s*\*?\s*/g, " ").trim()] as const
  )
})()

export const markdown = (): string =>
  ["| field | what it is for |", "| --- | --- |", ...fields.map(([name, about]) => `| \`${name}\` | ${about} |`)].join(
    "\n"
  )
