import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { TextRequest } from "effect-bifrost"
import { protocol } from "effect-bifrost/protocols/OpenAiCompletions"
import type OpenAI from "openai"
import { sent } from "./body.ts"

type Body = Partial<OpenAI.CompletionCreateParamsStreaming>

const always = { model: "m", stream: true, stream_options: { include_usage: true } } satisfies Body

/** The bodies are of the type that OpenAI's own package sends. */
const bodies: ReadonlyArray<readonly [name: string, request: Omit<TextRequest, "model">, body: Body]> = [
  ["one prompt", { prompt: "Once" }, { prompt: "Once" }],
  ["several prompts", { prompt: ["Once", "Twice"] }, { prompt: ["Once", "Twice"] }],
  [
    "every setting",
    {
      prompt: "Once",
      suffix: "end.",
      echo: true,
      temperature: 0.5,
      topP: 0.9,
      maxTokens: 100,
      frequencyPenalty: 0.1,
      presencePenalty: -0.1,
      seed: 7,
      stop: "END",
      n: 2,
      bestOf: 3,
      logprobs: 5,
      logitBias: { "50256": -100 },
      user: "u"
    },
    {
      prompt: "Once",
      suffix: "end.",
      echo: true,
      temperature: 0.5,
      top_p: 0.9,
      max_tokens: 100,
      frequency_penalty: 0.1,
      presence_penalty: -0.1,
      seed: 7,
      stop: "END",
      n: 2,
      best_of: 3,
      logprobs: 5,
      logit_bias: { "50256": -100 },
      user: "u"
    }
  ]
]

describe("OpenAI completions, as they are asked", () => {
  it.each(bodies)("%s", (_, request, body) => {
    const { body: actual, url, warnings } = Result.getOrThrow(sent(protocol, { model: "m", ...request }))
    assert.strictEqual(url, "/completions")
    assert.deepStrictEqual(actual, { ...always, ...body })
    assert.isEmpty(warnings)
  })

  it("the provider's own options go over ours, untouched", () => {
    const options = { stream_options: null, top_k: 5 }
    const { body } = Result.getOrThrow(sent(protocol, { model: "m", prompt: "Once" }, options))
    assert.deepStrictEqual(body, { model: "m", prompt: "Once", stream: true, ...options })
  })
})
