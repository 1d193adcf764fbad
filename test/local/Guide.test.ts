import { assert, describe, it } from "@effect/vitest"
import * as bifrost from "effect-bifrost"
import * as testing from "effect-bifrost/testing"
import * as Guide from "../../src/local/Guide.ts"

const ask = (question: string) => Guide.find(question)?.id

describe("Guide", () => {
  it("finds each section by its own questions", () => {
    for (const { asks, id } of Guide.sections)
      for (const question of asks) assert.strictEqual(ask(question), id, question)
  })

  it.each([
    ["how do I retry failed requests", "retry"],
    ["What if OpenAI is down? Can I fall back?", "fallback"],
    ["How to abort a request midway", "cancel"],
    ["set a timeout of 5 seconds", "timeouts"],
    ["stop everything after a deadline", "deadline"],
    ["function calling", "tools"],
    ["JSON mode", "structured-output"],
    ["image input", "multimodal"],
    ["How can I test this?", "test"],
    ["Which errors can happen?", "errors"],
    ["transcribe an mp3", "transcription"],
    ["Where do I put my OpenAI key?", "api-key"],
    ["Can I use it offline?", "local"],
    ["How do I use Ollama?", "base-url"],
    ["migrate from Go", "go"],
    ["does it work in the browser", "embed"],
    ["how much does it cost?", "usage"]
  ])("answers %j from %s", (question, id) => assert.strictEqual(ask(question), id))

  it.each([
    "Hello, Bifrost!",
    "What is the capital of France?",
    "Tell me a joke about streaming cats",
    "A for apple and B for",
    "Once upon a time",
    "How's the weather in Paris?",
    "2 + 2",
    ""
  ])("knows nothing of %j", (question) => assert.isUndefined(ask(question)))

  it("names nothing that the library does not have", () => {
    const modules = new Map<string, object>(
      Object.entries({ ...bifrost, ...testing }).filter(
        ([, value]) => typeof value === "object" || typeof value === "function"
      )
    )
    let seen = 0
    for (const { code = "", id, says } of Guide.sections) {
      for (const [, module = "", member = ""] of `${says} ${code}`.matchAll(/\b([A-Z]\w+)\.([a-z]\w+)\b/g)) {
        const found = modules.get(module)
        if (found === undefined) continue
        assert.isTrue(member in found, `${id}: ${module}.${member}`)
        seen++
      }
    }
    assert.isAbove(seen, 40)
  })
})
