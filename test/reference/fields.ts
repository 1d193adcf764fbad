/** Objects of JSON, as they are sent and heard. */

export type Fields = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a client made camels of, as the wire has it. */
export const snakes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakes)
  if (!isObject(value)) return value
  const named = ([name, one]: [string, unknown]) => [
    name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`),
    snakes(one)
  ]
  return Object.fromEntries(Object.entries(value).map(named))
}

export const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
