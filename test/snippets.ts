/** TypeScript in Markdown is an example that the tests execute: `<!-- example: name -->` before the fence says which. */
import { readFileSync } from "node:fs"

const examples = new URL("../examples/", import.meta.url)
const marked = /(<!-- example: ([\w-]+) -->\n\n```ts\n)[^]*?(```\n)/g

/** The text with each snippet as its example is now. */
export const fill = (markdown: string): string =>
  markdown.replaceAll(
    marked,
    (_, before: string, name: string, after: string) =>
      before + readFileSync(new URL(`${name}.ts`, examples), "utf8") + after
  )

/** The examples it shows. */
export const shown = (markdown: string): ReadonlyArray<string> =>
  [...markdown.matchAll(marked)].map(([, , name = ""]) => name)

/** How many pieces of TypeScript or JavaScript it has, marked or not. */
export const fences = (markdown: string): number => [...markdown.matchAll(/^```(ts|js|tsx|jsx|typescript)\b/gm)].length
