/** How one writes a time on the command line. */
import * as Duration from "effect/Duration"

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const
const isUnit = (text: string): text is keyof typeof units => Object.hasOwn(units, text)

/** `500ms`, `30s`, `2m`, `1h`; a bare number is seconds; `off` is no limit. Throws on anything else. */
export const parse = (text: string): Duration.Duration => {
  if (text === "off") return Duration.infinity
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/.exec(text) ?? []
  if (number === undefined || !isUnit(unit)) throw new RangeError(`${text} is not a time`)
  return Duration.millis(Number(number) * units[unit])
}

/** For people: `340 ms`, `2.4 s`, `3 min 5 s`. */
export const show = (millis: number): string => {
  if (millis < 1000) return `${Math.round(millis)} ms`
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`
  return `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1000)} s`
}
