/** A real HTTP server on a port of this machine, which says what its sockets live through. */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, type Layer, type Scope } from "effect"
import { Auth, Provider } from "effect-bifrost"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { record } from "./provider.ts"

/** One request, as the server sees it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** When its socket is closed, by whomever. */
  readonly closed: Promise<void>
  /** The n-th request. */
  readonly index: number
}

export interface Server {
  readonly baseUrl: string
  readonly exchanges: ReadonlyArray<Exchange>
  /** How many connections there have been. */
  readonly connections: () => number
  /** Sockets that are open now and have carried a request. */
  readonly open: ReadonlyMap<Socket, Promise<void>>
  /** When the n-th request is in. */
  readonly arrived: (index: number) => Effect.Effect<Exchange>
}

export const serve = (answer: (exchange: Exchange) => void): Effect.Effect<Server, never, Scope.Scope> =>
  Effect.gen(function* () {
    const exchanges: Array<Exchange> = []
    const open = new Map<Socket, Promise<void>>()
    const watch = (socket: Socket) => {
      const closed = new Promise<void>((resolve) => {
        socket.once("close", () => {
          open.delete(socket)
          resolve()
        })
      })
      open.set(socket, closed)
      return closed
    }
    const all = new Set<Socket>()
    const arrivals = new Map<number, (exchange: Exchange) => void>()
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      const closed = open.get(request.socket) ?? watch(request.socket)
      const exchange = { request, response, closed, index: exchanges.length }
      exchanges.push(exchange)
      request.resume()
      arrivals.get(exchange.index)?.(exchange)
      answer(exchange)
    })
    server.on("connection", (socket: Socket) => {
      all.add(socket)
      socket.on("error", () => {})
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () =>
        Effect.promise(() => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()))
          for (const socket of all) socket.destroy()
          return closed
        })
    )
    const { port } = server.address() as AddressInfo
    return {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      exchanges,
      open,
      connections: () => all.size,
      arrived: (index) =>
        Effect.callback<Exchange>((resume) => {
          const exchange = exchanges[index]
          if (exchange !== undefined) resume(Effect.succeed(exchange))
          else arrivals.set(index, (exchange) => resume(Effect.succeed(exchange)))
        })
    }
  })

/** OpenAI's chat wire from this server. */
export const providerOf = (server: Server) => Provider.layer({ ...record, auth: Auth.none, baseUrl: server.baseUrl })

/** The clients that a user may pick. */
export const clients: ReadonlyArray<readonly [name: string, layer: Layer.Layer<HttpClient.HttpClient>]> = [
  ["undici", NodeHttpClient.layerUndici],
  ["node:http", NodeHttpClient.layerNodeHttpOptions({ keepAlive: true })],
  ["fetch", FetchHttpClient.layer]
]

export const eventStream = { "content-type": "text/event-stream" }

/** Writes an event-stream answer's beginning, and leaves its end to whoever wants it. */
export const begin = ({ response }: Exchange, ...parts: ReadonlyArray<string>): void => {
  response.writeHead(200, eventStream)
  for (const part of parts) response.write(part)
}

/** When it is so; a test that waits in vain fails by its time limit. */
export const until = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.promise(async (signal) => {
    while (!isSo() && !signal.aborted) await new Promise((resolve) => setImmediate(resolve))
  })

/** Lets the event loop turn: what the network has brought by now is read. */
export const turns = (count = 10): Effect.Effect<void> =>
  Effect.promise(async () => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
  })
