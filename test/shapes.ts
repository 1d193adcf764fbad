/**
 * What files of one kind have in common: whoever has read one protocol or one layer knows where to look in all others.
 * The house rules of `architecture.ts` continue here.
 */
import type { Rule } from "./architecture.ts"

/** In this order a protocol is told; what its sections need stands after it, step by step. */
const sections: ReadonlyArray<readonly [section: string, names: RegExp]> = [
  ["how a request is written", /^encode$/],
  ["what an event must be", /^event$/],
  ["the state of an answer", /^(State|Say)$/],
  ["how bytes become events", /^framing$/],
  ["what an event means", /^(events|document|plain|timed|families|decoder|decoderOver)$/],
  ["the protocol", /^(make|base|protocol|timestamps)$/]
]

interface Declaration {
  readonly kind: string
  readonly name: string
}
const declarations = (source: string): ReadonlyArray<Declaration> =>
  [...source.matchAll(/^(?:export )?(const|interface|type|function|class) (\w+)/gm)].map(
    ([, kind = "", name = ""]): Declaration => ({ kind, name })
  )

/** Beside the request stands what it needs; between it and the protocol the sections alone, and types. */
const misplaced = (source: string): string | undefined => {
  let at = 0
  for (const { kind, name } of declarations(source)) {
    const section = sections.findIndex(([, names]) => names.test(name))
    const isType = kind === "interface" || kind === "type"
    const isOutside = at === 0 || at === sections.length - 1
    if (section === -1 && (isType || isOutside)) continue
    if (section === -1) return `${name} is a step: it comes after the protocol`
    if (section < at) return `${name}, ${sections[section]?.[0]}, comes before ${sections[at]?.[0]}`
    at = section
  }
  return undefined
}

/** A layer: its comment, its models and dialect, then these. */
const parts = ["provider", "layer", "Options", "layerConfig"]

const unlikeOthers = (source: string): string | undefined => {
  const names = declarations(source).map(({ name }) => name)
  const found = names.filter((name) => parts.includes(name))
  const order = parts.filter((name) => found.includes(name))
  return found.join() === order.join() && names.at(-1) === "layerConfig"
    ? undefined
    : `in this order, and nothing after: ${parts.join(", ")}`
}

/** What a provider is said to serve must come from somewhere. */
const unsourced = (source: string): string | undefined => {
  const [comment = ""] = /^\/\*\*[^]*?\*\//.exec(source) ?? []
  if (!/https:\/\/\S+/.test(comment)) return "no link to what it was written from"
  return /\bRead 20\d\d-\d\d|\bunverified\b/i.test(comment) ? undefined : 'neither "Read" with a date nor "unverified"'
}

const isLayer = (file: string) => /^layers\//.test(file) && file !== "layers/Local.ts"

export const shapes: ReadonlyArray<Rule> = [
  {
    name: "keeps the sections of a protocol",
    binds: (file) => /^src\/protocols\//.test(file),
    broken: (source) => (/^export const protocol\b/m.test(source) ? misplaced(source) : undefined),
    example: ["src/protocols/Tgi.ts", "const decoder = 1\nconst finish = 2\nexport const protocol = 3"]
  },
  {
    name: "keeps the template of a layer",
    binds: isLayer,
    broken: unlikeOthers,
    example: ["layers/Groq.ts", "export const layer = 1\nexport const provider = 2\nexport const layerConfig = 3"]
  },
  {
    name: "says what a layer was written from",
    // any vendor's
    binds: (file) => isLayer(file) && file !== "layers/OpenAICompatible.ts",
    broken: unsourced,
    example: ["layers/Groq.ts", "/** Groq: chat. Reads `GROQ_API_KEY`. */"]
  }
]
