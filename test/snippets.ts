/**
 * TypeScript in Markdown is never a copy. `<!-- example: name -->` before a fence: an example that the tests execute.
 * `<!-- from: path -->`: that file; `<!-- from: path name, name -->`: these declarations of it, with their comments.
 */
import { readFileSync } from "node:fs"

const root = new URL("../", import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), "utf8")

const marked = /(<!-- example: ([\w-]+) -->\n\n```ts\n)[^]*?(```\n)/g
const quoted = /(<!-- from: (\S+)(?: ([\w, ]+))? -->\n\n```ts\n)[^]*?(```\n)/g

/** The text with each snippet as its source is now. */
export const fill = (markdown: string): string =>
  markdown
    .replaceAll(
      marked,
      (_, before: string, name: string, after: string) => before + read(`examples/${name}.ts`) + after
    )
    .replaceAll(quoted, (_, before: string, path: string, names: string | undefined, after: string) => {
      const source = read(path)
      const lines =
        names === undefined
          ? source
          : names
              .split(", ")
              .map((name) => declaration(source, name))
              .join("\n")
      return before + lines + after
    })

/** The examples it shows. */
export const shown = (markdown: string): ReadonlyArray<string> =>
  [...markdown.matchAll(marked)].map(([, , name = ""]) => name)

/** How many pieces it shows of files that are no examples. */
export const quotes = (markdown: string): number => [...markdown.matchAll(quoted)].length

/** How many pieces of TypeScript or JavaScript it has, marked or not. */
export const fences = (markdown: string): number => [...markdown.matchAll(/^```(ts|js|tsx|jsx|typescript)\b/gm)].length

/** A top-level declaration with the comment above it, up to where the next one begins. */
export const declaration = (source: string, name: string): string => {
  const lines = source.split("\n")
  const at = lines.findIndex((line) => new RegExp(`^(export )?(const|interface|type) ${name}\\b`).test(line))
  if (at < 0) throw new Error(`no declaration of ${name}`)
  const isComment = (line: string | undefined) => line !== undefined && /^(\/\*\*| \*|\/\/)/.test(line)
  let begin = at
  while (isComment(lines[begin - 1])) begin--
  const next = lines.findIndex(
    (line, index) => index > at && /^(\/\*\*|\/\/|export |const |interface |type )/.test(line)
  )
  return `${lines
    .slice(begin, next < 0 ? undefined : next)
    .join("\n")
    .trimEnd()}\n`
}
