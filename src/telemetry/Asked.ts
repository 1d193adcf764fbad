/** What a span tells of a request: its settings, never its content. Pure; it takes anything, for requests are checked later. */
import type { Operation } from "../../schemas/Operation.ts"
import { bifrost, genAi, operationsByName, providerName } from "./names.ts"

export type Attributes = Readonly<Record<string, unknown>>

/** Fields of requests that are told as they are. */
const settings: ReadonlyArray<readonly [field: string, attribute: string]> = [
  ["temperature", genAi.temperature],
  ["topP", genAi.topP],
  ["topK", genAi.topK],
  ["maxTokens", genAi.maxTokens],
  ["frequencyPenalty", genAi.frequencyPenalty],
  ["presencePenalty", genAi.presencePenalty],
  ["seed", genAi.seed],
  ["n", genAi.choices]
]

/** Who is asked for what. */
export const of = (provider: string, operation: Operation, model: string): Attributes => ({
  [genAi.operation]: operationsByName[operation].name,
  [genAi.provider]: providerName(provider),
  [genAi.requestModel]: model,
  [bifrost.operation]: operation,
  [bifrost.provider]: provider
})

/** How it is asked. */
export const settingsOf = (operation: Operation, request: unknown): Attributes => {
  const fields = fieldsOf(request)
  const told: Record<string, unknown> = { [genAi.stream]: true }
  for (const [field, attribute] of settings) {
    const value = fields[field]
    if (typeof value === "number") told[attribute] = value
  }
  const { responseFormat = "text", stop } = fields
  if (typeof stop === "string") told[genAi.stop] = [stop]
  if (Array.isArray(stop)) told[genAi.stop] = stop.filter((one) => typeof one === "string")
  const { output } = operationsByName[operation]
  told[genAi.outputType] = output === "text" && responseFormat !== "text" ? "json" : output
  return told
}

/** As the caller named it; empty where it is none. */
export const modelOf = (request: unknown): string => {
  const { model } = fieldsOf(request)
  return typeof model === "string" ? model : ""
}

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {}
