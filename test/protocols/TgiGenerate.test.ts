import { assert, describe, it } from "@effect/vitest"
import type { TextRequest } from "effect-bifrost/schemas/Text"
import { protocol } from "effect-bifrost/protocols/TgiGenerate"
import { play, refusal, sentJson } from "../kit/fixture.ts"

const ask = { model: "tgi", prompt: "What is it?" }

describe("TGI's own wire", () => {
  it("says tokens, how likely they were, and its end; marks are no text", () => {
    const { chunks, failure } = play("text", protocol, "tgi/text.sse")
    assert.isUndefined(failure)
    assert.deepStrictEqual<unknown>(chunks.slice(1, 3), [
      { _tag: "Text", choice: 0, delta: "Deep", logprobs: [{ token: "Deep", logprob: -0.5 }] },
      {
        _tag: "Text",
        choice: 0,
        delta: " blå 🌈",
        logprobs: [{ token: " blå 🌈", logprob: -0.25, top: [{ token: " red", logprob: -1.5 }] }]
      }
    ])
    const raw = { finish_reason: "eos_token", generated_tokens: 3, seed: null, input_length: 4 }
    assert.deepStrictEqual<unknown>(chunks.slice(3), [
      {
        _tag: "Finish",
        choices: [{ index: 0, reason: "stop", raw: "eos_token" }],
        usage: { input: 4, output: 3, raw }
      }
    ])
  })

  it("ends for length", () =>
    assert.deepInclude(play("text", protocol, "tgi/length.sse").chunks.at(-1), {
      choices: [{ index: 0, reason: "length", raw: "length" }]
    }))

  it.each([
    ["error-in-the-middle", "ServerFailed", "out of memory"],
    ["overloaded", "Overloaded", "Model is overloaded"],
    ["malformed", "Unintelligible", "a token"]
  ])("%s fails with %s", (name, tag, words) => {
    const { failure } = play("text", protocol, `tgi/${name}.sse`)
    assert.strictEqual(failure?._tag, tag)
    assert.include(failure?.message, words)
  })

  it("is asked in its words", () =>
    assert.deepStrictEqual(
      sentJson(protocol, {
        ...ask,
        maxTokens: 9,
        temperature: 0.5,
        topP: 0.9,
        seed: 1,
        stop: "END",
        frequencyPenalty: 0.2,
        logprobs: 2,
        echo: true
      }),
      {
        inputs: "What is it?",
        parameters: {
          details: true,
          max_new_tokens: 9,
          temperature: 0.5,
          top_p: 0.9,
          seed: 1,
          frequency_penalty: 0.2,
          top_n_tokens: 2,
          return_full_text: true,
          stop: ["END"]
        }
      }
    ))

  it.each<[Partial<TextRequest>, string]>([
    [{ prompt: ["a", "b"] }, "several prompts; instead, send one request for each"],
    [{ n: 2 }, "n; instead, send several requests"],
    [{ suffix: "x" }, "suffix"]
  ])("refuses %j", (request, expected) =>
    assert.strictEqual(refusal(protocol, { ...ask, ...request }), `unsupported: ${expected}`)
  )
})
