/** Results in words: tables of Markdown, and the line that says which goals are met. */
import type { Goal } from "./goals.ts"
import type { Result } from "./session.ts"
import { spread, type Spread } from "./statistics.ts"
import { units } from "./units.ts"

const number = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
export const range = ({ least, median, most }: Spread): string => `${number(median)} [${number(least)}–${number(most)}]`

export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [
    `| ${head.join(" | ")} |`,
    `|${head.map((_, i) => (i === 0 ? "---" : "---:")).join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`)
  ].join("\n")

/** A shape's clients: the ratio that counts, and all that was measured. */
export const tableOf = ({ rows, shape }: Result): string => {
  const names = Object.keys(rows[0]?.values[0] ?? {})
  const body = rows.map(({ client, ratios, values }) => [
    client,
    ...(shape.absolute === true ? [] : [range(spread(ratios))]),
    ...names.map((name) => range(spread(values.map((one) => one[name] ?? NaN))))
  ])
  const ratio = shape.absolute === true ? [] : [`× floor`]
  return table([shape.name, ...ratio, ...names.map((name) => units[name] ?? name)], body)
}

/** A warning where others had the processors: then a time to the first word says what they did, and CPU is what counts. */
export const unrest = ({ rows, shape }: Result): string => {
  const [floor] = rows
  if (shape.name !== "burst" || floor === undefined) return ""
  const waited = spread(floor.values.map(({ cpu = NaN, wall = NaN }) => wall / cpu)).median
  return waited < 1.5 ? "" : `\n\nThe machine was busy: the floor took ${number(waited)} × its CPU time.`
}

/** What was found of each figure. */
export type Figures = ReadonlyMap<string, number>

/** `burst 1.20×, …: missed burst (at most 1×)`, and whether all are met. */
export const verdict = (
  goals: ReadonlyArray<Goal>,
  figures: Figures
): { readonly line: string; readonly met: boolean } => {
  const found = goals.map((goal) => ({ goal, value: figures.get(goal.figure) ?? NaN }))
  const missed = found.filter(({ goal, value }) => !(value <= goal.atMost))
  const shown = ({ goal: { figure, unit }, value }: (typeof found)[number]) =>
    unit === "×" ? `${figure} ${value.toFixed(2)}×` : `${figure} ${number(value)} ${unit}`
  const told = missed.map(
    ({ goal: { atMost, figure, unit } }) => `${figure} (≤ ${atMost}${unit === "×" ? "×" : ` ${unit}`})`
  )
  return {
    line: `${found.map(shown).join(", ")}: ${missed.length === 0 ? "met" : `missed ${told.join(", ")}`}`,
    met: missed.length === 0
  }
}

export const goalTable = (goals: ReadonlyArray<Goal>, figures: Figures): string => {
  const unitOf = ({ unit }: Goal) => (unit === "×" ? "×" : ` ${unit}`)
  const rows = goals.map((goal) => {
    const value = figures.get(goal.figure) ?? NaN
    const is = `${value.toFixed(goal.unit === "×" ? 2 : 1)}${unitOf(goal)}`
    return [goal.figure, is, `≤ ${goal.atMost}${unitOf(goal)}`, value <= goal.atMost ? "met" : "missed"]
  })
  return table(["figure", "is", "goal", ""], rows)
}
