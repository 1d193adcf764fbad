/** What is served by whom, as a guide shows it: scenarios by wires, then why not, each reason once. */

interface Column {
  readonly name: string
  /** Why it does not serve a row; `undefined` where it does. */
  readonly gap: (row: string) => string | undefined
}

export const markdown = (rows: ReadonlyArray<string>, columns: ReadonlyArray<Column>): string => {
  const gaps = new Map<string, Array<string>>()
  for (const { gap, name } of columns) {
    const whys = new Map<string, Array<string>>()
    for (const row of rows) {
      const why = gap(row)
      if (why !== undefined) whys.set(why, [...(whys.get(why) ?? []), row])
    }
    for (const [why, rows] of whys) {
      const told = `${rows.join(", ")}: ${why}`
      gaps.set(told, [...(gaps.get(told) ?? []), name])
    }
  }
  const named = (names: ReadonlyArray<string>) => names.map((name) => `\`${name}\``)
  return [
    `| | ${named(columns.map(({ name }) => name)).join(" | ")} |`,
    `| --- |${columns.map(() => " :-: |").join("")}`,
    ...rows.map((row) => `| ${row} | ${columns.map(({ gap }) => (gap(row) === undefined ? "✓" : "—")).join(" | ")} |`),
    "",
    "Where there is a dash:",
    "",
    ...[...gaps].map(([told, names]) => `- ${told}. ${named(names).join(", ")}`)
  ].join("\n")
}

/** Why a cell is not served. */
export const whyNot = (cell: object): string | undefined => {
  if (!("cannot" in cell)) return undefined
  return "how" in cell && cell.how === "refused" ? `${cell.cannot} (\`Unsupported\`)` : String(cell.cannot)
}
