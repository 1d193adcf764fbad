/** Google's own client as a reference for :streamGenerateContent. */
import {
  type Content,
  FunctionCallingConfigMode,
  type GenerateContentConfig,
  type GenerateContentResponse,
  GoogleGenAI,
  ServiceTier,
  ThinkingLevel
} from "@google/genai"
import type { StreamingProvider } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Gemini"
import { bodyOf } from "../kit/fixture.ts"
import { sameAnswers, type Understood } from "./answers.ts"
import { at, key, type Sides } from "./both.ts"
import { accepts, sameRequests, type Spelling } from "./requests.ts"
import { base64, type Own, shape, type Table } from "./intents.ts"

const sides: Sides<StreamingProvider<"chat">, GoogleGenAI> = {
  layer: (url) => Layers.layerConfig(at(`${url}/v1beta`)),
  client: (baseUrl) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl } })
}

interface Params {
  readonly contents: Array<Content>
  readonly config?: GenerateContentConfig
}

const model = "gemini-3-flash"
const hello = { role: "user", parts: [{ text: "Hello!" }] }
const contents: Array<Content> = [hello]
const plain = (config: GenerateContentConfig = {}): { readonly theirs: Params } => ({ theirs: { contents, config } })
const tools = [
  {
    functionDeclarations: [{ name: "weather", description: "How it is.", parametersJsonSchema: shape }, { name: "now" }]
  }
]
const calling = (mode: FunctionCallingConfigMode, allowedFunctionNames?: Array<string>): GenerateContentConfig => ({
  tools,
  toolConfig: { functionCallingConfig: { mode, ...(allowedFunctionNames && { allowedFunctionNames }) } }
})
const user = (...parts: Content["parts"] & {}): { readonly theirs: Params } => ({
  theirs: { contents: [{ role: "user", parts }] }
})

const table: Table<Params> = {
  plain: plain(),
  system: plain({ systemInstruction: "Be brief." }),
  "several turns": {
    theirs: {
      contents: [hello, { role: "model", parts: [{ text: "Hi." }] }, { role: "user", parts: [{ text: "Who?" }] }]
    }
  },
  "an image": user({ text: "See:" }, { inlineData: { mimeType: "image/png", data: base64 } }),
  "an image by URL": user({ text: "See:" }, { fileData: { fileUri: "https://x/a.png" } }),
  "a document": user({ inlineData: { mimeType: "application/pdf", data: base64 } }),
  tools: plain({ tools }),
  "at least one tool": plain(calling(FunctionCallingConfigMode.ANY)),
  "this tool": plain(calling(FunctionCallingConfigMode.ANY, ["weather"])),
  "no tool": plain(calling(FunctionCallingConfigMode.NONE)),
  "one call at a time": { refused: "parallelToolCalls" },
  "arguments kept to their shape": plain({
    ...calling(FunctionCallingConfigMode.VALIDATED),
    tools: [{ functionDeclarations: [{ name: "weather", parametersJsonSchema: shape }] }]
  }),
  "results of parallel calls": {
    theirs: {
      contents: [
        hello,
        {
          role: "model",
          parts: [
            { text: "Let me look." },
            {
              functionCall: { id: "call00001", name: "weather", args: { city: "Oslo" } },
              // as Google asks of calls that are not Gemini's
              thoughtSignature: "skip_thought_signature_validator"
            },
            { functionCall: { id: "call00002", name: "now", args: {} } }
          ]
        },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "call00001", name: "weather", response: { output: "5 °C" } } },
            { functionResponse: { id: "call00002", name: "now", response: { output: "Noon." } } }
          ]
        }
      ],
      config: { tools }
    }
  },
  "an answer of a shape": plain({ responseMimeType: "application/json", responseJsonSchema: shape }),
  "an answer in JSON": plain({ responseMimeType: "application/json" }),
  sampling: plain({ temperature: 0.5, topP: 0.25 }),
  "the likeliest tokens": plain({ topK: 40 }),
  seed: plain({ seed: 7 }),
  penalties: plain({ frequencyPenalty: 0.5, presencePenalty: 0.25 }),
  "several answers": plain({ candidateCount: 2 }),
  logprobs: plain({ responseLogprobs: true }),
  "at most so many tokens": plain({ maxOutputTokens: 100 }),
  stop: plain({ stopSequences: ["END", "FIN"] }),
  "little thinking": {
    ...plain({ thinkingConfig: { thinkingLevel: ThinkingLevel.LOW } }),
    ours: {
      why: "the documentation of the wire has levels in small letters, and hosts were seen to ignore capitals",
      fields: { generationConfig: { thinkingConfig: { thinkingLevel: "low" } } }
    }
  },
  "thinking within a budget": plain({ thinkingConfig: { thinkingBudget: 2048 } }),
  "thoughts shown": plain({ thinkingConfig: { includeThoughts: true } }),
  "no thinking": plain({ thinkingConfig: { thinkingBudget: 0 } }),
  // Vertex alone has labels
  metadata: { refused: "metadata" },
  "a tier of service": plain({ serviceTier: ServiceTier.FLEX }),
  "a key for the cache": plain()
}

const own: Own<Params> = {
  "thoughts, media and signatures go back": {
    asked: {
      messages: [
        { role: "user", content: "Hello!" },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm.", signature: "c2lnbmVk", format: "google-gemini-v1" },
            { type: "text", text: "Hi.", signature: "c2lnbmVk" },
            { type: "tool-call", id: "", name: "now", arguments: "{}", signature: "c2lnbmVk" }
          ]
        },
        {
          role: "tool",
          toolCallId: "",
          content: [{ type: "image", source: { data: Uint8Array.of(1, 2, 3), mediaType: "image/png" } }]
        }
      ]
    },
    theirs: {
      contents: [
        hello,
        {
          role: "model",
          parts: [
            { text: "Hm.", thought: true, thoughtSignature: "c2lnbmVk" },
            { text: "Hi.", thoughtSignature: "c2lnbmVk" },
            { functionCall: { name: "now", args: {} }, thoughtSignature: "c2lnbmVk" }
          ]
        },
        {
          role: "user",
          parts: [
            {
              functionResponse: {
                name: "now",
                response: { output: "" },
                parts: [{ inlineData: { mimeType: "image/png", data: base64 } }]
              }
            }
          ]
        }
      ]
    }
  },
  "spoken answers": {
    asked: {
      messages: [{ role: "user", content: "Hello!" }],
      modalities: ["audio"],
      audio: { voice: "Kore", format: "pcm16" }
    },
    theirs: {
      contents,
      config: {
        responseModalities: ["AUDIO"],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } }
      }
    }
  },
  "likely alternatives": {
    asked: {
      messages: [{ role: "user", content: "Hello!" }],
      logprobs: true,
      topLogprobs: 3
    },
    theirs: { contents, config: { responseLogprobs: true, logprobs: 3 } }
  }
}

const spellings: ReadonlyArray<Spelling> = [
  {
    why: "instructions have no role: the wire takes any there",
    plain: ({ systemInstruction, ...body }) =>
      typeof systemInstruction === "object"
        ? { ...body, systemInstruction: { ...systemInstruction, role: undefined } }
        : body
  },
  {
    why: "no settings are the same as none said",
    plain: ({ generationConfig, ...body }) =>
      JSON.stringify(generationConfig ?? {}) === "{}" ? body : { ...body, generationConfig }
  }
]

const heard = async (client: GoogleGenAI, params: Params) => {
  const all: Array<GenerateContentResponse> = []
  for await (const response of await client.models.generateContentStream({ ...params, model })) all.push(response)
  return all
}

sameRequests(
  {
    sides,
    model,
    answer: { pieces: [bodyOf("gemini-generate-content/text.sse")] },
    send: heard,
    headers: { "content-type": "alike", "x-goog-api-key": "alike", accept: accepts },
    spellings
  },
  table,
  own
)

const theirs = (responses: ReadonlyArray<GenerateContentResponse>): Understood => {
  const candidates = responses.flatMap(({ candidates }) => candidates?.filter(({ index = 0 }) => index === 0) ?? [])
  const parts = candidates.flatMap(({ content }) => content?.parts ?? [])
  return {
    text: parts.map(({ text = "", thought }) => (thought ? "" : text)).join(""),
    reasoning: parts.map(({ text = "", thought }) => (thought ? text : "")).join(""),
    calls: parts.flatMap(({ functionCall: call }) =>
      call ? [{ id: call.id ?? "", name: call.name ?? "", input: call.args ?? {} }] : []
    ),
    ended: candidates.findLast(({ finishReason }) => finishReason !== undefined)?.finishReason ?? null,
    usage: responses.findLast(({ usageMetadata }) => usageMetadata !== undefined)?.usageMetadata
  }
}

const cut = "ours fails where no reason to end came, their client leaves it to its caller to notice"
const blocked = "ours fails with ContentFiltered, their client leaves it to its caller to look for"
const pieces = "arguments in pieces: ours joins them to one JSON text, their client hands out the pieces"

sameAnswers({
  sides,
  protocol: "gemini-generate-content",
  // their client always asks for events, never for an array
  isTheirs: (_, file) => file.endsWith(".sse"),
  ask: async (client) => theirs(await heard(client, { contents })),
  differs: {
    "cut-short.sse": cut,
    "vertex/generate-content/vertexai-sdk-test-data--streaming-success-quotes-escaped": cut,
    "finish-as-number.sse": "reasons are numbers where a client asks for them: ours has their digits",
    "malformed-event.sse": "a number where text should be: ours fails, their client passes it on",
    "prompt-blocked.sse": blocked,
    "google/generate-content/vertexai-sdk-test-data--streaming-failure-prompt-blocked-safety": blocked,
    "tool-calls-in-pieces.sse": pieces,
    "google/generate-content/ai--google-stream-tool-call-arguments": pieces,
    "google/generate-content/ai--google-stream-no-args-tool-call": pieces
  }
})
