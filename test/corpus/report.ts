/** What is to say of a corpus: per protocol how many streams we understand, whole and cut, and which we do not. */
import { inspect } from "node:util"
import type { Difference, Judgement } from "./difference.ts"

export interface Judged extends Judgement {
  readonly id: string
  readonly protocol: string
}

export interface Report {
  readonly lines: ReadonlyArray<string>
  /** Whether enough are understood, and for all others a reason is given. */
  readonly holds: boolean
}

/** What has to be understood of the whole. */
const most = 0.99

/** Of a part, no share is demanded: `least: 0`. */
export const report = (
  streams: ReadonlyArray<Judged>,
  reasons: ReadonlyMap<string, string>,
  { least = most }: { readonly least?: number } = {}
): Report => {
  const failed = streams.filter((stream) => differenceIn(stream) !== undefined)
  const listed = failed.filter(({ id }) => reasons.has(id))
  const unlisted = failed.filter(({ id }) => !reasons.has(id))
  const idle = streams.filter((stream) => reasons.has(stream.id) && differenceIn(stream) === undefined)
  const protocols = [...new Set(streams.map(({ protocol }) => protocol))].map(
    (name) => [name, streams.filter(({ protocol }) => protocol === name)] as const
  )
  const width = Math.max(0, ...protocols.map(([protocol]) => protocol.length))
  const isMost = (streams.length - failed.length) / streams.length >= least
  return {
    lines: [
      ...[...protocols, ["total", streams] as const].map(
        ([name, streams]) => `${name.padEnd(width)}  ${counted(streams, "whole")} whole, ${counted(streams, "cut")} cut`
      ),
      ...section("Exceptions, with their reasons", listed, ({ id }) => reasons.get(id)),
      ...section("Not understood, and no reason given", unlisted, (stream) => `${differenceIn(stream)?.field} differs`),
      ...section("A reason is given, but they are understood", idle, ({ id }) => reasons.get(id)),
      ...(streams.length === 0
        ? ["", "No stream of these protocols."]
        : isMost
          ? []
          : ["", `Less than ${least * 100} %.`])
    ],
    holds: isMost && unlisted.length === 0 && idle.length === 0
  }
}

/** The first field that differs, stream by stream. */
export const differences = (streams: ReadonlyArray<Judged>): ReadonlyArray<string> =>
  streams.flatMap((stream) => {
    const difference = differenceIn(stream)
    if (difference === undefined) return []
    const { expected, field, understood } = difference
    const how = stream.whole === undefined ? "cut at random" : "whole"
    return [
      "",
      `${stream.id}, ${how}: ${field}`,
      `  expected    ${shown(expected)}`,
      `  understood  ${shown(understood)}`
    ]
  })

const differenceIn = ({ cut, whole }: Judgement): Difference | undefined => whole ?? cut

const counted = (streams: ReadonlyArray<Judged>, how: keyof Judgement): string =>
  `${streams.filter((stream) => stream[how] === undefined).length}/${streams.length}`

const section = (
  title: string,
  streams: ReadonlyArray<Judged>,
  reasonOf: (stream: Judged) => string | undefined
): ReadonlyArray<string> => {
  const lines = streams.map((stream) => [stream.id, reasonOf(stream)].filter((it) => it !== undefined).join(": "))
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)]
}

const shown = (value: unknown): string =>
  inspect(value, { breakLength: Infinity, depth: 6, maxStringLength: 400, maxArrayLength: 20 })
