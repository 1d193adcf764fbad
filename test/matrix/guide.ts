/** The table of faults as the guide shows it. */
import { cuts, every, type Outcome, type Row, rows } from "./faults.ts"

const said: Readonly<Record<string, string>> = {
  none: "the whole answer",
  own: "what was good, then the reason that the wire gives",
  cut: "what was good, then `Truncated` (`Unintelligible` where nothing came whole)",
  broken: "what was good, then `Unreachable`",
  Truncated: "what was good, then `Truncated`"
}
const outcome = (row: Row, of: Outcome): string => {
  if (row.reason === "none") return "the same"
  if (of === "stands") return "the failure"
  return ["own", "cut", "broken", "Truncated"].includes(row.reason)
    ? "the whole answer, if nothing was heard"
    : "the whole answer"
}

export const markdown = (): string =>
  [
    "| what happens | in | by no policy | retry | fallback, hedge |",
    "| --- | --- | --- | --- | --- |",
    ...[...rows, ...cuts("*k*, for each *k*")].map((row) => {
      const heard = said[row.reason] ?? `\`${row.reason}\``
      const retry = row.always === true ? "the failure, after all attempts" : outcome(row, row.retry)
      const kinds = row.kinds.length === every.length ? "all" : row.kinds.join(", ")
      return `| ${row.name} | ${kinds} | ${heard} | ${retry} | ${outcome(row, row.fallback)} |`
    })
  ].join("\n")
