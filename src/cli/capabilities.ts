/**
 * Who serves what, read from the layers themselves: `bifrost providers` and the table of the README are this one.
 * Rows first, then how they look.
 */
import { type Operation, operations } from "../../schemas/Operation.ts"
import { providers } from "./providers.ts"

export interface Capability {
  /** The model that the command line asks when none is named. */
  readonly model: string | null
  /** The operation that it goes through, where the provider has no wire for it; `null` where it has. */
  readonly via: Operation | null
  /** Whether its answer comes in one piece, for the provider has no stream of it. */
  readonly whole: boolean
}

export interface Capabilities {
  readonly provider: string
  readonly about: string
  /** The environment variable that holds its key; `null` where it needs none. */
  readonly key: string | null
  /** The operations it serves. */
  readonly operations: { readonly [O in Operation]?: Capability }
  readonly voices: ReadonlyArray<string>
}

/** All rows. It loads every layer, and builds none. */
export const rows = (): Promise<ReadonlyArray<Capabilities>> =>
  Promise.all(
    providers.map(async ({ about, key = null, load, models, name }) => {
      const { operations, voices } = await load(undefined)
      const known = await operations()
      const served = columns.flatMap((operation) => {
        const found = known.find((one) => one.operation === operation)
        if (found === undefined) return []
        const { via = null, whole = false } = found
        return [[operation, { model: models[operation] ?? null, via, whole }]]
      })
      return {
        provider: name,
        about,
        key,
        operations: Object.fromEntries(served),
        voices
      }
    })
  )

const isOperation = (name: string): name is Operation => name in operations
const columns = Object.keys(operations).filter(isOperation)

interface Marks {
  readonly native: string
  readonly whole: string
  readonly converted: (via: Operation) => string
}
/** What Markdown shows. The second does not stream, the third goes through the provider's chat. */
const signs: Marks = { native: "✓", whole: "■", converted: () => "↻" }
const words: Marks = { native: "yes", whole: "whole", converted: (via) => `by ${via}` }

const cellsOf = (marks: Marks) => (row: Capabilities) => [
  row.provider,
  ...columns.map((operation) => {
    const served = row.operations[operation]
    if (served === undefined) return ""
    if (served.via !== null) return marks.converted(served.via)
    return served.whole ? marks.whole : marks.native
  }),
  row.key ?? "none"
]
const head = ["provider", ...columns, "key"]

/** A table as Markdown writes it. */
export const markdown = (rows: ReadonlyArray<Capabilities>): string => {
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
  const cells = rows.map((row) =>
    cellsOf(signs)({ ...row, provider: `\`${row.provider}\``, key: row.key && `\`${row.key}\`` })
  )
  const rule = head.map((_, at) => (at === 0 || at === head.length - 1 ? "---" : ":-:"))
  return [head, rule, ...cells].map(line).join("\n")
}

/** A table for a terminal, with what each provider is and its default models below. */
export const plain = (rows: ReadonlyArray<Capabilities>): string => {
  const table = [head, ...rows.map(cellsOf(words))]
  const widths = head.map((_, at) => Math.max(...table.map((cells) => cells[at]?.length ?? 0)))
  const lines = table.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd()
  )
  return [...lines, ...rows.flatMap((row) => ["", ...detailsOf(row)])].join("\n")
}

const detailsOf = ({ about, operations, provider, voices }: Capabilities) => [
  `${provider}: ${about}`,
  ...columns.flatMap((operation) => {
    const served = operations[operation]
    return served?.model == null ? [] : [`  ${operation}: ${served.model}`]
  }),
  ...(voices.length === 0 ? [] : [`  voices: ${voices.join(", ")}`])
]
