/** The house rules that a compiler cannot check, as data: whom they bind, what breaks them, and a file that does. */
import { dirname, join } from "node:path"

export interface Rule {
  readonly name: string
  readonly binds: (file: string) => boolean
  /** What is wrong with a file, if anything is. */
  readonly broken: (source: string, file: string) => string | undefined
  /** A file that breaks it. */
  readonly example: readonly [file: string, source: string]
}

const schemas = /^schemas\/(?!wire\/)/
const anySchema = /^schemas\//
/** Bytes, frames, decoders, codecs: no IO, no Effect. */
const wire = /^src\/((wire|decoder|conversion)\/|(Conversion|Decoder|Framing|Protocol)\.ts$)/
const protocols = /^src\/protocols\//
/** The service, and what holds its streams together. */
const service = /^src\/((service|telemetry)\/|(ResponseHead|Silence|StreamingProvider|Telemetry|Timeouts)\.ts$)/
const http = /^src\/(http\/|Http\.ts$)/
const auth = /^src\/(auth\/|Auth\.ts$)/
/** They load what others have written for a cloud, where it is there. */
const signers = /^src\/auth\/(Aws|Google)\.ts$/
const provider = /^src\/Provider\.ts$/
const policies = /^src\/(Policy\.ts$|policies\/)/
const local = /^src\/local\//
const cli = /^src\/cli\//
const layers = /^layers\//
const bytes = /^src\/wire\/(Bytes|MediaType|WavSizes)\.ts$/

/** The first row whose pattern matches a file lists the only places of ours it may import from. */
const mayImport: ReadonlyArray<readonly [file: RegExp, from: ReadonlyArray<RegExp>]> = [
  [anySchema, [anySchema]],
  [wire, [schemas, wire]],
  [protocols, [anySchema, wire, protocols]],
  [service, [schemas, service]],
  [auth, [schemas, service, auth]],
  [http, [schemas, wire, service, http, auth]],
  [provider, [schemas, wire, service, http, auth]],
  [policies, [schemas, service, policies]],
  [/^src\/(AudioFile|Chunks|Collect|Router)\.ts$/, [schemas, service, bytes]],
  [/^src\/testing\//, [schemas, wire, service, http, provider, protocols, /^src\/testing\//]],
  [/^src\/index\.ts$/, [schemas, /^src\/[A-Z]\w*\.ts$/]],
  [local, [schemas, service, bytes, /^src\/(wire\/JsonSchema|conversion\/ResponsesLifecycle)\.ts$/, local]],
  [/^layers\/Local\.ts$/, [schemas, service, local]],
  [layers, [auth, provider, /^src\/(Conversion|StreamingProvider)\.ts$/, protocols]],
  [cli, [schemas, /^src\//, layers]]
]

const isLibrary = (file: string) => /^(src|schemas|layers)\//.test(file)
const mayUseNode = (file: string) => local.test(file) || cli.test(file) || file === "layers/Local.ts"
const modules = (source: string): ReadonlyArray<string> =>
  [
    ...source.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/\bfrom "([^"]+)"|\bimport\(\s*"([^"]+)"|^import "([^"]+)"/gm)
  ].flatMap(([, a, b, c]) => a ?? b ?? c ?? [])

/** The code alone: without comments, texts and import lists, which may say anything. */
const code = (source: string): string =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "$1")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/`(?:[^`\\]|\\.)*`/g, (text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, it]) => `(${it})`).join(";"))
    .replace(/^(import|export) (type )?(\*|\{)[^;]*?from ""$/gm, "")

const found = (what: RegExp, why: string) => (source: string) => {
  const match = what.exec(code(source))
  return match === null ? undefined : `${why}: ${match[0].trim()}`
}

export const rules: ReadonlyArray<Rule> = [
  {
    name: "imports only what its floor may import",
    binds: isLibrary,
    broken: (source, file) => {
      const rule = mayImport.find(([pattern]) => pattern.test(file))
      if (rule === undefined) return "it stands on no floor: give it one in test/architecture.ts"
      const targets = modules(source)
        .filter((path) => path.startsWith("."))
        .map((path) => join(dirname(file), path))
      return targets.find((target) => !rule[1].some((allowed) => allowed.test(target)))
    },
    example: ["src/policies/retry.ts", `import * as Http from "../Http.ts"`]
  },
  {
    name: "has no Effect in the middle",
    binds: (file) => anySchema.test(file) || wire.test(file) || protocols.test(file),
    broken: (source) =>
      modules(source).find((path) => /^effect\/(Layer|Scope|Clock|Context|Fiber|Queue|http\/HttpClient)$/.test(path)),
    example: ["src/Decoder.ts", `import * as Clock from "effect/Clock"`]
  },
  {
    name: "imports Effect deep",
    binds: isLibrary,
    broken: (source) =>
      modules(source).find((path) => /^effect(\/|$)/.test(path) && !/^effect(\/[a-z]+)*\/[A-Z]\w*$/.test(path)),
    example: ["src/Auth.ts", `import { Effect } from "effect"`]
  },
  {
    name: "imports Effect as users do",
    binds: (file) => /^examples\//.test(file),
    broken: (source) => modules(source).find((path) => /^effect\/.*[A-Z]/.test(path) || path.startsWith("..")),
    example: ["examples/chat.ts", `import * as Effect from "effect/Effect"`]
  },
  {
    name: "imports nothing but Effect and its own",
    binds: (file) => isLibrary(file) && !mayUseNode(file) && !signers.test(file),
    broken: (source) => modules(source).find((path) => !/^(\.|effect(\/|$))/.test(path)),
    example: ["src/Http.ts", `import { Buffer } from "node:buffer"`]
  },
  {
    name: "uses nothing that only Node has",
    binds: (file) => isLibrary(file) && !mayUseNode(file),
    broken: found(/\b(process\.|Buffer\b|__dirname|require\()/, "Node's own"),
    example: ["src/Http.ts", `const id = process.pid`]
  },
  {
    name: "silences no type",
    binds: (file) => isLibrary(file) && file !== "src/StreamingProvider.ts",
    broken: (source) =>
      found(/\bany\b/, "any")(source) ??
      found(/\bas (?!const\b)[\w{(["]+/, "a cast")(source) ??
      found(/[\w)\]]!(?![=\w])/, "a non-null assertion")(source) ??
      (/@ts-(ignore|expect-error|nocheck)|eslint-disable|prettier-ignore/.test(source) ? "a silenced tool" : undefined),
    example: ["src/Auth.ts", `const key = value as string`]
  },
  {
    name: "asks the table about operations",
    binds: (file) => isLibrary(file) && !cli.test(file),
    broken: found(/\b(operation [!=]== ""|switch \(operation\))/, "a switch on an operation's name"),
    example: ["src/Collect.ts", `if (operation === "speech") return`]
  },
  {
    name: "begins with its idea",
    binds: isLibrary,
    broken: (source) => (/^(#!.*\n)?\/[/*]/.test(source) ? undefined : "no comment at its beginning"),
    example: ["src/Auth.ts", `import * as Effect from "effect/Effect"`]
  },
  {
    name: "is one idea: at most 300 lines",
    binds: () => true,
    broken: (source) => {
      const lines = source.split("\n").length - 1
      return lines > 300 ? `${lines} lines` : undefined
    },
    example: ["src/Auth.ts", "//\n".repeat(301)]
  },
  {
    name: "is named by what it is",
    binds: () => true,
    broken: (_, file) => /util|helper|common|misc|shared/i.exec(file)?.[0],
    example: ["src/utils.ts", "//"]
  },
  {
    name: "is no barrel",
    binds: (file) => isLibrary(file) && !/^src\/(testing\/)?index\.ts$/.test(file),
    broken: (_, file) => (file.endsWith("/index.ts") ? "only the package's entries are called index" : undefined),
    example: ["src/protocols/index.ts", "//"]
  },
  {
    name: "keeps the shape of a layer",
    binds: (file) => layers.test(file) && file !== "layers/Local.ts",
    broken: (source) =>
      ["provider", "layer", "layerConfig"].find((name) => !source.includes(`export const ${name} =`)) ??
      found(/\b(Effect\.gen|Stream\.|function\b|if \()/, "logic")(source),
    example: ["layers/OpenAI.ts", "export const provider = {}"]
  }
]
