/**
 * The other side of `soak.ts`, in a process of its own: OpenAI's chat wire on 127.0.0.1, with every way to break
 * chosen by chance. The words of an answer are numbered, so that what is heard tells where it is from. It answers
 * "count" with its open sockets, and ends with its parent.
 */
import { createServer, type ServerResponse } from "node:http"
import type { Socket } from "node:net"

const data = (value: unknown) => `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`
const word = (content: string) => data({ model: "m-1", choices: [{ delta: { content } }] })
const stop = data({
  model: "m-1",
  choices: [{ delta: {}, finish_reason: "stop" }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
})
const failure = (code: string) => ({ error: { message: "by chance", code } })

const statuses: ReadonlyArray<readonly [status: number, headers?: Readonly<Record<string, string>>]> = [
  [503],
  [500],
  [529],
  [429, { "retry-after-ms": "50" }],
  [429, { "retry-after": "3600" }],
  [401],
  [404],
  [400]
]
const endings: ReadonlyArray<(response: ServerResponse) => void> = [
  (response) => response.end(),
  (response) => response.socket?.resetAndDestroy(),
  (response) => response.end(data(failure("503"))),
  (response) => response.end("data: {\n\n"),
  // and then nothing for ever
  () => {}
]

const below = (most: number) => Math.floor(Math.random() * most)
const pick = <A>(from: ReadonlyArray<A>): A | undefined => from[below(from.length)]

let answers = 0
const sockets = new Set<Socket>()
const server = createServer((request, response) => {
  request.resume()
  const id = answers++
  const fate = Math.random()
  if (fate < 0.12) {
    const [status, headers] = pick(statuses) ?? [500]
    return void response.writeHead(status, headers).end(JSON.stringify(failure("")))
  }
  if (fate < 0.16) return void request.socket.resetAndDestroy()
  // headers and nothing else, until the client's own clock runs out
  if (fate < 0.18) return void response.writeHead(200).flushHeaders()

  const words = 1 + below(12)
  const ending = fate < 0.35 ? pick(endings) : undefined
  const cut = ending === undefined ? Infinity : below(words + 1)
  let said = 0
  response.writeHead(200, { "content-type": "text/event-stream" })
  const more = () => {
    if (response.destroyed) return
    if (said === cut) return void ending?.(response)
    if (said === words) return void response.end(stop + data("[DONE]"))
    response.write(word(`${id}.${said++} `))
    timer = setTimeout(more, 20 + below(180))
  }
  let timer = setTimeout(more, below(100))
  response.once("close", () => clearTimeout(timer))
})
server.on("connection", (socket) => {
  sockets.add(socket)
  socket.on("error", () => {}).once("close", () => sockets.delete(socket))
})
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => process.send?.({ address: server.address() }))
process.on("message", () => process.send?.({ sockets: sockets.size, answers }))
process.once("disconnect", () => process.exit())
