/** The conversation on Gemini's wire, as the Gemini API writes it: CRLF, whole calls, counts in every chunk. */
import * as Gemini from "effect-bifrost/protocols/GeminiGenerateContent"
import { city, imageBase64, proof, question, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const counts = {
  promptTokenCount: usage.input,
  totalTokenCount: usage.input + usage.output,
  promptTokensDetails: [{ modality: "TEXT", tokenCount: usage.input }]
}
const chunk = (candidates: ReadonlyArray<object>, usageMetadata: object = counts) =>
  `data: ${JSON.stringify({ candidates, usageMetadata, modelVersion: "gemini-m", responseId: "9kQ" })}\r\n\r\n`
const parts = (parts: ReadonlyArray<object>, index = 0) => chunk([{ content: { parts, role: "model" }, index }])
const end = (finishReason: string, ...more: ReadonlyArray<object>) =>
  chunk([{ content: { parts: [{ text: "" }], role: "model" }, finishReason, index: 0 }, ...more], {
    ...counts,
    candidatesTokenCount: usage.output
  })
const said = (text: string) => Wire.words(text).map((text) => parts([{ text }]))
const text = (text: string, reason = "STOP") => [...said(text), end(reason)]
const call = (id: string, name: string, args?: object) => parts([{ functionCall: { id, name, ...(args && { args }) } }])
const thoughts = Wire.words(thought).map((text) => parts([{ text, thought: true }]))

const user = { role: "user", parts: [{ text: question }] }
const sends = { contents: [user] }
const tools = {
  tools: [
    { functionDeclarations: [{ name: "weather", description: "The weather in a city", parametersJsonSchema: city }] }
  ]
}
const plain = { sends, answers: text(Wire.saying("plain")) }

const error = (code: number, status: string, message: string, details?: ReadonlyArray<object>) => ({
  status: code,
  // errors of a stream are declared as one
  headers: { "content-type": "text/event-stream" },
  body: { error: { code, message, status, ...(details && { details }) } },
  says: { description: message, type: status }
})
const google = "type.googleapis.com/google.rpc"

/** Its other operations go the same way and fail alike. */
export const errors = {
  "bad request": error(400, "INVALID_ARGUMENT", 'Invalid JSON payload received. Unknown name "x"'),
  unauthorized: {
    ...error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
      { "@type": `${google}.ErrorInfo`, reason: "API_KEY_INVALID", domain: "googleapis.com" }
    ])
  },
  "rate limit": {
    ...error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota. Please retry in 2.5s.", [
      { "@type": `${google}.QuotaFailure`, violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel" }] },
      { "@type": `${google}.RetryInfo`, retryDelay: "2.5s" }
    ]),
    says: {
      description: "You exceeded your current quota. Please retry in 2.5s.",
      type: "RESOURCE_EXHAUSTED",
      retryAfterMillis: 2500
    }
  },
  quota: error(403, "PERMISSION_DENIED", "This API method requires billing to be enabled.", [
    { "@type": `${google}.ErrorInfo`, reason: "BILLING_DISABLED", domain: "googleapis.com" }
  ]),
  overloaded: error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
  "server error": error(500, "INTERNAL", "An internal error has occurred."),
  "context length": error(
    400,
    "INVALID_ARGUMENT",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
  )
} as const
export const failure = error(500, "INTERNAL", "An internal error has occurred.")

export const wire = Wire.make<"chat">({
  name: "gemini-generate-content",
  operation: "chat",
  protocol: Gemini.protocol,
  path: "/models/m:streamGenerateContent?alt=sse",
  contentType: "text/event-stream",
  cells: {
    ...errors,
    plain,
    system: {
      sends: { ...sends, systemInstruction: { parts: [{ text: "Answer in one word." }] } },
      answers: text(Wire.saying("system"))
    },
    "several turns": {
      sends: {
        contents: [
          user,
          { role: "model", parts: [{ text: "Heimdall." }] },
          { role: "user", parts: [{ text: "Who built it?" }] }
        ]
      },
      answers: text(Wire.saying("several turns"))
    },
    "image in": {
      sends: {
        contents: [{ parts: [{ text: "What is this?" }, { inlineData: { mimeType: "image/png", data: imageBase64 } }] }]
      },
      answers: text(Wire.saying("image in"))
    },
    "tool call": { sends: tools, answers: [call("call_1", "weather", { city: "Oslo" }), end("STOP")] },
    "two parallel calls": {
      sends: tools,
      answers: [
        parts([
          { functionCall: { id: "call_1", name: "weather", args: { city: "Oslo" } } },
          { functionCall: { id: "call_2", name: "weather", args: { city: "Roma" } } }
        ]),
        end("STOP")
      ]
    },
    "call without arguments": {
      sends: { tools: [{ functionDeclarations: [{ name: "now" }] }] },
      answers: [call("call_1", "now"), end("STOP")]
    },
    "tool result": {
      sends: {
        contents: [
          user,
          { role: "model", parts: [{ functionCall: { id: "call_1", name: "weather", args: { city: "Oslo" } } }] },
          {
            role: "user",
            parts: [{ functionResponse: { id: "call_1", name: "weather", response: { output: "Rain, 9 °C" } } }]
          }
        ]
      },
      answers: text(Wire.saying("tool result"))
    },
    reasoning: {
      sends: { generationConfig: { thinkingConfig: { thinkingLevel: "high" } } },
      answers: [...thoughts, ...text(Wire.saying("reasoning"))]
    },
    "reasoning with signature": {
      more: { reasoning: { effort: "high", summary: "auto" } },
      sends: { generationConfig: { thinkingConfig: { thinkingLevel: "high", includeThoughts: true } } },
      answers: [
        ...thoughts,
        parts([{ text: Wire.saying("reasoning with signature"), thoughtSignature: proof }]),
        end("STOP")
      ],
      returns: {
        contents: [
          user,
          {
            role: "model",
            parts: [
              { text: thought, thought: true },
              { text: "Heimdall.", thoughtSignature: proof }
            ]
          },
          {}
        ]
      }
    },
    "structured output": {
      sends: { generationConfig: { responseMimeType: "application/json", responseJsonSchema: shape } },
      answers: text(Wire.saying("structured output"))
    },
    refusal: Wire.unsaid("a refusal is text, or a finish reason: see the content filter"),
    "length stop": {
      sends: { generationConfig: { maxOutputTokens: 5 } },
      answers: text(Wire.saying("length stop"), "MAX_TOKENS")
    },
    "content filter": { sends, answers: text(Wire.saying("content filter"), "SAFETY") },
    "Unicode across reads": { sends, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": {
      sends: { generationConfig: { candidateCount: 2 } },
      answers: [
        parts([{ text: "Heim" }], 0),
        parts([{ text: "Nobody" }], 1),
        parts([{ text: "dall." }], 0),
        end("STOP", { content: { parts: [{ text: "." }], role: "model" }, finishReason: "STOP", index: 1 })
      ]
    },
    cancellation: plain,
    "error inside a 200": {
      sends,
      answers: [...said(Wire.saying("error inside a 200")), `data: ${JSON.stringify(failure.body)}\r\n\r\n`],
      says: { description: "An internal error has occurred.", code: "500", type: "INTERNAL" }
    }
  }
})

/** The same answers as one array, which is what comes where nobody asks for events. */
const inArray = (pieces: ReadonlyArray<Wire.Piece>): ReadonlyArray<Wire.Piece> => [
  ...pieces.map((piece, at) => `${at === 0 ? "[" : "\n,\r\n"}${String(piece).replace(/^data: |\r\n\r\n$/g, "")}`),
  "\n]"
]
const cells = Object.entries(wire.cells).map(([name, cell]) => [
  name,
  "answers" in cell ? { ...cell, answers: inArray(cell.answers) } : cell
])

export const array = Wire.make<"chat">({
  ...wire,
  name: "gemini-generate-content as an array",
  contentType: "application/json; charset=UTF-8",
  cells: Object.fromEntries(cells) as typeof wire.cells
})
