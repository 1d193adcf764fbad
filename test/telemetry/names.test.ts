/** The names that telemetry goes by are the conventions', or say that they are ours. */
import * as conventions from "@opentelemetry/semantic-conventions/incubating"
import { describe, expect, it } from "vitest"
import * as names from "../../src/telemetry/names.ts"

describe("names", () => {
  const known = new Set<unknown>(Object.values(conventions))
  it.each([...Object.values(names.genAi), ...Object.values(names.metrics)])("%s is the conventions'", (name) => {
    expect(known).toContain(name)
  })
  it.each(Object.values(names.bifrost))("%s is ours", (name) => {
    expect(known).not.toContain(name)
    expect(name).toMatch(/^bifrost\./)
  })
  it("operations and providers are called by the conventions' words where they have one", () => {
    expect(known).toContain(names.operationsByName.chat.name)
    expect(known).toContain(names.operationsByName.text.name)
    expect(known).toContain(names.operationsByName.speech.output)
    for (const id of ["openai", "anthropic", "cohere", "gemini"]) expect(known).toContain(names.providerName(id))
  })
})
