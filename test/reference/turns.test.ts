/** The second turn: an answer goes back from a collected one as it does from the vendor's own client. */
import Anthropic from "@anthropic-ai/sdk"
import { GoogleGenAI } from "@google/genai"
import { Effect } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as AnthropicLayers from "effect-bifrost/layers/Anthropic"
import * as GeminiLayers from "effect-bifrost/layers/Gemini"
import { assert, describe, it } from "vitest"
import { at, both, key, played, type Sides, whole } from "./both.ts"
import { type Fields, isObject } from "./fields.ts"

const model = "m"
const hello = { role: "user", content: "Hello!" } as const
const more = { role: "user", content: "And then?" } as const

const twoTurns = Effect.gen(function* () {
  const { message } = yield* Collect.chat(StreamingProvider.chat({ model, maxTokens: 100, messages: [hello] }))
  return yield* Collect.chat(StreamingProvider.chat({ model, maxTokens: 100, messages: [hello, message, more] }))
})

/** What both sent of the answer that they had heard. */
const saidAgain = async <Client>(
  sides: Sides<StreamingProvider<"chat">, Client>,
  path: string,
  theirs: (client: Client) => Promise<unknown>,
  turns: "messages" | "contents"
) => {
  const { asked, ...answers } = await both(sides, played(path), twoTurns, theirs)
  whole(answers)
  return [asked.one, asked.two].map((request) => {
    const all = isObject(request?.body) ? request.body[turns] : undefined
    const said: ReadonlyArray<unknown> = Array.isArray(all) ? all.slice(1, -1) : []
    assert.isNotEmpty(said)
    return said
  })
}

/** Their client gives texts back in the pieces that they came in: pieces of one kind, unsigned, are one text. */
const joined = (turns: ReadonlyArray<unknown> | undefined) => {
  const parts = (turns ?? []).flatMap((turn) => (isObject(turn) && Array.isArray(turn["parts"]) ? turn["parts"] : []))
  const whole: Array<unknown> = []
  for (const part of parts.filter(isObject)) {
    const last = whole.at(-1)
    if (isObject(last) && isPiece(last) && isPiece(part) && last["thought"] === part["thought"]) {
      whole[whole.length - 1] = { ...last, text: `${last["text"]}${part["text"]}` }
    } else if (part["text"] !== "" || "thoughtSignature" in part) whole.push(part)
  }
  return whole
}
const isPiece = (part: Fields) => typeof part["text"] === "string" && !("thoughtSignature" in part)

/** Decided: sounds don't go back. A message of ours holds what was spoken by its id alone, which this wire does not give. */
const isSpoken = (part: unknown) => /"mimeType":"audio\//.test(JSON.stringify(part))

describe("Anthropic's", () => {
  const sides: Sides<StreamingProvider<"chat">, Anthropic> = {
    layer: (url) => AnthropicLayers.layerConfig(at(`${url}/v1`)),
    client: (url) => new Anthropic({ apiKey: key, baseURL: url, maxRetries: 0 })
  }

  const rows: ReadonlyArray<readonly [name: string, differs?: string]> = [
    ["text"],
    ["thinking"],
    ["tool-calls"],
    ["stop-sequence"],
    ["server-tools", "what a document of the caller's was cited for does not go back: searches alone want that"],
    ["tool-call-of-a-program"],
    ["compaction", "their client does not read what a compaction holds; ours gives it back"]
  ]
  it.each(rows)("%s", async (name, differs) => {
    const [mine, theirs] = await saidAgain(
      sides,
      `anthropic-messages/${name}.sse`,
      async (client) => {
        const ask = { model, max_tokens: 100 }
        const { content, role } = await client.messages.stream({ ...ask, messages: [hello] }).finalMessage()
        return client.messages.stream({ ...ask, messages: [hello, { role, content }, more] }).finalMessage()
      },
      "messages"
    )
    if (differs === undefined) assert.deepStrictEqual(mine, theirs)
    else assert.notDeepEqual(mine, theirs, `no longer so: ${differs}`)
  })
})

describe("Google's", () => {
  const sides: Sides<StreamingProvider<"chat">, GoogleGenAI> = {
    layer: (url) => GeminiLayers.layerConfig(at(`${url}/v1beta`)),
    client: (baseUrl) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl } })
  }

  it.each(["text", "thoughts", "signed-text", "tool-calls-with-ids", "code-execution", "media"])("%s", async (name) => {
    const [mine, theirs] = await saidAgain(
      sides,
      `gemini-generate-content/${name}.sse`,
      async (client) => {
        const chat = client.chats.create({ model })
        for await (const _ of await chat.sendMessageStream({ message: hello.content }));
        for await (const _ of await chat.sendMessageStream({ message: more.content }));
      },
      "contents"
    )
    const said = joined(theirs)
    const unspoken = said.filter((part) => !isSpoken(part))
    assert.strictEqual(unspoken.length < said.length, name === "media")
    assert.deepStrictEqual(joined(mine), unspoken)
  })
})
