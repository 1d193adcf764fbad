/** Plays OpenAI on 127.0.0.1, as its documentation says it answers: one server for each example, told what to say. */
import { EventEmitter, once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  /** As text, where it is no JSON. */
  readonly body: unknown
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Written one by one. */
  readonly pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>
}

/** What to answer, and how often it was asked before. */
export type Play = (asked: Asked, before: number) => Answer

export interface Server extends AsyncDisposable {
  readonly url: string
  readonly asked: ReadonlyArray<Asked>
  /** Waits until so many answers were left by their client before their end. */
  readonly untilLeft: (count: number) => Promise<void>
}

export const serve = async (play: Play): Promise<Server> => {
  const asked: Array<Asked> = []
  let left = 0
  const departures = new EventEmitter()
  const server = createServer(async (request, response) => {
    const bytes: Array<Buffer> = []
    for await (const piece of request) bytes.push(piece)
    const text = Buffer.concat(bytes).toString("latin1")
    const isJson = request.headers["content-type"]?.includes("json") === true
    const body: unknown = isJson ? JSON.parse(Buffer.concat(bytes).toString()) : text
    const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body }
    const { headers, pieces, status = 200 } = play(one, asked.push(one) - 1)
    response.on("close", () => {
      if (response.writableEnded) return
      left++
      departures.emit("one")
    })
    response.writeHead(status, { "content-type": "text/event-stream", "x-request-id": "req_1", ...headers })
    for await (const piece of pieces) {
      if (response.destroyed) return
      if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve).once("close", resolve))
    }
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    untilLeft: async (count) => {
      while (left < count) await once(departures, "one")
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`
const done = "data: [DONE]\n\n"
const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }

const chunk = (delta: object, finish_reason: string | null = null) =>
  event({ id: "chatcmpl-1", model: "gpt-4o-mini", choices: [{ index: 0, delta, finish_reason }] })

/** A chat answer, word by word. */
export const chat = (text: string): Answer => ({
  pieces: [
    chunk({ role: "assistant", content: "" }),
    ...words(text).map((content) => chunk({ content })),
    chunk({}, "stop"),
    event({ id: "chatcmpl-1", model: "gpt-4o-mini", choices: [], usage }),
    done
  ]
})

/** A chat answer whose body ends too early. */
export const cut = (text: string): Answer => ({ pieces: words(text).map((content) => chunk({ content })) })

/** A chat answer that calls a function. */
export const call = (name: string, input: unknown): Answer => ({
  pieces: [
    chunk({
      role: "assistant",
      content: null,
      tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name, arguments: "" } }]
    }),
    ...words(JSON.stringify(input)).map((text) => chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] })),
    chunk({}, "tool_calls"),
    event({ id: "chatcmpl-1", model: "gpt-4o-mini", choices: [], usage }),
    done
  ]
})

/** Takes a request and says nothing. */
export const silent = (): Answer => ({
  pieces: (async function* (): AsyncGenerator<string> {
    await new Promise(() => {})
  })()
})

/** A chat answer that counts for ever. */
export const endless = (): Answer => ({
  pieces: (async function* () {
    for (let n = 1; ; n++) {
      yield chunk({ content: `${n} ` })
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
})

/** An answer to the Responses API. */
export const responses = (text: string): Answer => {
  const response = { id: "resp_1", object: "response", model: "gpt-4o-mini", output: [] }
  const message = (content: ReadonlyArray<object>) => ({ id: "msg_1", type: "message", role: "assistant", content })
  const at = { item_id: "msg_1", output_index: 0, content_index: 0 }
  const events = [
    { type: "response.created", response: { ...response, status: "in_progress" } },
    { type: "response.output_item.added", output_index: 0, item: message([]) },
    ...words(text).map((delta) => ({ type: "response.output_text.delta", ...at, delta })),
    { type: "response.output_text.done", ...at, text },
    { type: "response.output_item.done", output_index: 0, item: message([{ type: "output_text", text }]) },
    {
      type: "response.completed",
      response: {
        ...response,
        status: "completed",
        output: [message([{ type: "output_text", text }])],
        usage: { input_tokens: 9, output_tokens: 12, total_tokens: 21 }
      }
    }
  ]
  return {
    headers: { "x-ratelimit-remaining-requests": "4999" },
    pieces: events.map((one, sequence_number) => `event: ${one.type}\n${event({ ...one, sequence_number })}`)
  }
}

/** Audio bytes, as `tts-1` sends them. */
export const speech = (pieces: ReadonlyArray<Uint8Array>): Answer => ({
  headers: { "content-type": "audio/mpeg" },
  pieces
})

/** A transcript in one piece, as `whisper-1` sends it. */
export const whisper = (text: string): Answer => ({
  headers: { "content-type": "application/json" },
  pieces: [JSON.stringify({ text, usage: { type: "duration", seconds: 2 } })]
})

/** A transcript word by word, as the newer models send it. */
export const transcript = (text: string): Answer => ({
  pieces: [
    ...words(text).map((delta) => event({ type: "transcript.text.delta", delta })),
    event({ type: "transcript.text.done", text }),
    done
  ]
})

/** An error answer. */
export const error = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  pieces: [JSON.stringify({ error: { message, type: "error", param: null, code: null } })]
})

/** Pieces that begin with the space before a word, as tokens do. */
const words = (text: string): ReadonlyArray<string> => text.split(/(?= )/)

/** Where none of this is wanted. */
export const nobody: Play = () => error(500, "nobody should ask")

/** An answer's body, as a recording of it. */
export const body = async ({ pieces }: Answer): Promise<string> => {
  let all = ""
  for await (const piece of pieces) all += piece
  return all
}
