/**
 * The provider, in a process of its own on this machine. It sends what a request's model names (`Work.ts`), tells
 * its port to who forked it, and answers `GET /<id>` with what it knows of that answer.
 */
import { createServer, type ServerResponse } from "node:http"
import { wires } from "./wires.ts"
import type { Wire } from "./Wire.ts"
import { fromModel, type Work } from "./Work.ts"

/** What the server knows of one answer. Times are of the clock that all processes of a machine share. */
export interface Seen {
  closedNanos?: string
  /** All of it was handed to the socket. */
  finished: boolean
}
export interface Asked {
  readonly seen: Seen | null
  /** Connections accepted so far, this one included. */
  readonly connections: number
}

const seen = new Map<string, Seen>()
let connections = 0

const writeBytes = 64 * 1024
/** Words written at once; a longer answer repeats them. */
const blockWords = 16 * 1024

const bytesOf = (piece: string | Uint8Array): Uint8Array => (typeof piece === "string" ? Buffer.from(piece) : piece)
const kept = new Map<string, ReadonlyArray<Uint8Array>>()
const keep = (key: string, make: () => ReadonlyArray<Uint8Array>) => {
  const found = kept.get(key) ?? make()
  kept.set(key, found)
  return found
}

/** The answer in the pieces that its events are. */
const pieces = (name: string, wire: Wire, words: number): ReadonlyArray<Uint8Array> =>
  keep(`${name} ${words} pieces`, () =>
    [...wire.head(), ...Array.from({ length: words }, (_, i) => wire.piece(i)), ...wire.tail(words)].map(bytesOf)
  )

/** The answer in large pieces. */
const blocks = (name: string, wire: Wire, words: number): ReadonlyArray<Uint8Array> =>
  keep(`${name} ${words} blocks`, () => {
    if (words <= blockWords) return cut(Buffer.concat(pieces(name, wire, words)))
    const block = cut(Buffer.concat(Array.from({ length: blockWords }, (_, i) => bytesOf(wire.piece(i)))))
    const rest = Array.from({ length: words % blockWords }, (_, i) => bytesOf(wire.piece(i)))
    return [
      ...wire.head().map(bytesOf),
      ...Array.from({ length: Math.floor(words / blockWords) }, () => block).flat(),
      ...cut(Buffer.concat([...rest, ...wire.tail(words).map(bytesOf)]))
    ]
  })
const cut = (bytes: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / writeBytes) }, (_, i) =>
    bytes.subarray(i * writeBytes, (i + 1) * writeBytes)
  )

/** Writes all of it, as fast as it is taken; after `together` writes the loop turns, so that they stay apart. */
const write = (response: ServerResponse, parts: ReadonlyArray<Uint8Array>, together: number, end: () => void) => {
  let i = 0
  const more = () => {
    for (let k = 0; k < together; k++) {
      const part = parts[i++]
      if (response.destroyed) return
      if (part === undefined) return end()
      if (!response.write(part)) return void response.once("drain", more)
    }
    setImmediate(more)
  }
  more()
}

const paced = (response: ServerResponse, parts: ReadonlyArray<Uint8Array>, gapMillis: number) => {
  let i = 0
  const timer = setInterval(() => {
    const part = parts[i++]
    if (part === undefined || response.destroyed) {
      clearInterval(timer)
      response.end()
    } else response.write(part)
  }, gapMillis)
}

const send = (response: ServerResponse, { gapMillis = 0, pace, wire: name, words }: Work) => {
  const wire = wires[name]
  response.writeHead(200, { "content-type": wire.contentType, "x-request-id": "req_bench" })
  const end = () => response.end()
  switch (pace) {
    case "burst":
      return write(response, blocks(name, wire, words), Infinity, end)
    case "late":
      return write(response, blocks(name, wire, words), Infinity, () => setTimeout(end, gapMillis))
    case "each":
      response.socket?.setNoDelay(true)
      return write(response, pieces(name, wire, words), 32, end)
    case "paced":
      return paced(response, pieces(name, wire, words), gapMillis)
    case "stall":
      return write(response, pieces(name, wire, words).slice(0, words), 1, () => {})
  }
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.method === "GET") {
    const answer: Asked = { seen: seen.get(request.url?.slice(1) ?? "") ?? null, connections }
    return void response.end(JSON.stringify(answer))
  }
  const body: Array<Uint8Array> = []
  request.on("data", (bytes: Uint8Array) => body.push(bytes))
  request.on("end", () => {
    const asked = fromModel(`${request.url} ${Buffer.concat(body).toString()}`)
    if (asked === undefined) return void response.writeHead(404).end("{}")
    const note: Seen = { finished: false }
    if (asked.id !== "0") seen.set(asked.id, note)
    response.on("finish", () => (note.finished = true))
    response.on("close", () => (note.closedNanos = String(process.hrtime.bigint())))
    send(response, asked.work)
  })
})
server.on("connection", () => connections++)
server.on("clientError", (_, socket) => socket.destroy())
server.listen(0, "127.0.0.1", 4096, () => {
  const address = server.address()
  process.send?.(typeof address === "object" && address !== null ? address.port : 0)
})
process.on("disconnect", () => process.exit(0))
