/**
 * The floor: undici, split on the empty line, `JSON.parse`, one field read, and nothing validated, normalised, timed
 * or retried. It is no client, only the least that reads a wire at all. For audio: each read copied.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { Agent, request } from "undici"
import type { Call, Connect } from "./Client.ts"
import type { WireName } from "./wires.ts"
import { toModel } from "./Work.ts"

/** A wire's request, and where its events hold the words. */
interface Reading {
  readonly path: (model: string) => string
  readonly body: (model: string) => unknown
  /** Between two events. Default: a newline and another. */
  readonly between?: string
  /** Absent where the bytes are the answer. */
  readonly words?: (event: any) => string | undefined
}

const messages = [{ role: "user", content: "hi" }]
const chat = {
  path: () => "/v1/chat/completions",
  body: (model: string) => ({ model, messages, stream: true, stream_options: { include_usage: true } })
}
const responses = {
  path: () => "/v1/responses",
  body: (model: string) => ({ model, input: "hi", stream: true }),
  words: (event: any) => (event.type === "response.output_text.delta" ? event.delta : undefined)
}

const readings: { readonly [K in WireName]: Reading } = {
  chat: { ...chat, words: (event) => event.choices[0]?.delta?.content },
  tools: { ...chat, words: (event) => event.choices[0]?.delta?.tool_calls?.[0]?.function.arguments },
  anthropic: {
    path: () => "/v1/messages",
    body: (model) => ({ model, messages, max_tokens: 4096, stream: true }),
    words: (event) => (event.type === "content_block_delta" ? event.delta.text : undefined)
  },
  gemini: {
    path: (model) => `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
    body: () => ({ contents: [{ role: "user", parts: [{ text: "hi" }] }] }),
    between: "\r\n\r\n",
    words: (event) => event.candidates[0]?.content?.parts[0]?.text
  },
  responses,
  largeResponses: responses,
  speech: { path: () => "/v1/audio/speech", body: (model) => ({ model, input: "hi", voice: "alloy" }) }
}

/** The least that asks. */
export const requestOf = ({ id, work }: Pick<Call, "id" | "work">) => {
  const { body, path } = readings[work.wire]
  const model = toModel(work, id)
  return {
    path: path(model),
    headers: { "content-type": "application/json", authorization: "Bearer key" },
    body: JSON.stringify(body(model))
  }
}

/** The least that hears an answer, read by read. */
export const listen = ({ ear, work }: Pick<Call, "ear" | "work">): ((bytes: Uint8Array) => void) => {
  const { between = "\n\n", words } = readings[work.wire]
  if (words === undefined) return (bytes) => ear.hear(new Uint8Array(bytes).length)
  const text = new TextDecoder()
  let rest = ""
  return (bytes) => {
    const read = rest + text.decode(bytes, { stream: true })
    let from = 0
    let to = read.indexOf(between, Math.max(0, rest.length - between.length))
    while (to !== -1) {
      const line = read.startsWith("data: ", from) ? from : read.indexOf("\ndata: ", from) + 1
      if (read.charCodeAt(line + 6) !== 91) {
        const said = words(JSON.parse(read.slice(line + 6, to)))
        if (typeof said === "string" && said !== "") ear.hear(said.length)
      }
      from = to + between.length
      to = read.indexOf(between, from)
    }
    rest = read.slice(from)
  }
}

export const connect: Connect = (origin) => {
  const dispatcher = new Agent()
  return async (call) => {
    const { ear, signal = null } = call
    const { path, ...rest } = requestOf(call)
    const answer = await request(origin + path, { method: "POST", ...rest, dispatcher, signal })
    const hear = listen(call)
    let paused = 0
    for await (const bytes of answer.body) {
      hear(bytes)
      if (ear.pauseMillis > 0) {
        await sleep(((ear.words - paused) / 100) * ear.pauseMillis)
        paused = ear.words
      }
    }
  }
}
