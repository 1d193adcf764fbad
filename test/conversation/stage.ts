/** A vendor on 127.0.0.1 that plays every cell at a path of its own, and remembers what it was asked. */
import { Effect, type Scope } from "effect"
import { serve, until } from "../kit/loopback.ts"

export interface Script {
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  /** Written one by one. */
  readonly pieces: ReadonlyArray<string | Uint8Array>
  /** Whether it says no more then, and leaves the answer open. */
  readonly isOpen?: boolean
  /** What is answered first, where the answer is read from a second address. */
  readonly creates?: ((origin: string) => unknown) | undefined
}

export interface Asked {
  readonly method: string
  /** Without the cell's own beginning. */
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Promise<Buffer>
  readonly closed: Promise<void>
  /** Whether all of its script is written. */
  isAnswered: boolean
}

export interface Stage {
  /** Opens a cell: where it is, and what it was asked so far. */
  readonly open: (name: string, script: Script) => { readonly baseUrl: string; readonly asked: ReadonlyArray<Asked> }
  /** When a cell's answer has begun. */
  readonly begun: (asked: ReadonlyArray<Asked>) => Effect.Effect<void>
  /** When every socket is closed. */
  readonly closed: Effect.Effect<void>
}

/** One answer to a socket: who is done with it has closed it. */
const alone = { connection: "close" }

export const stage: Effect.Effect<Stage, never, Scope.Scope> = Effect.gen(function* () {
  const cells = new Map<string, { readonly script: Script; readonly asked: Array<Asked> }>()
  const server = yield* serve(({ closed, request, response }) => {
    const [, , name = "", ...rest] = (request.url ?? "").split("/")
    const cell = cells.get(name)
    if (cell === undefined) return void response.writeHead(404).end(`no cell ${name}`)
    const body = new Promise<Buffer>((resolve) => {
      const read: Array<Buffer> = []
      request.on("data", (bytes: Buffer) => read.push(bytes)).on("end", () => resolve(Buffer.concat(read)))
    })
    const { headers, method = "" } = request
    const asked = { method, path: `/${rest.join("/")}`, headers, body, closed, isAnswered: false }
    cell.asked.push(asked)
    void body.then(() => {
      const { creates, headers, isOpen, pieces, status = 200 } = cell.script
      if (creates !== undefined && method === "POST" && status === 200) {
        const created = creates(`${server.baseUrl}/${name}`)
        return void response
          .writeHead(201, { "content-type": "application/json", ...alone })
          .end(JSON.stringify(created))
      }
      response.writeHead(status, { ...headers, ...alone })
      for (const piece of pieces) response.write(piece)
      if (!isOpen) response.end()
      asked.isAnswered = true
    })
  })
  return {
    open: (name, script) => {
      const asked: Array<Asked> = []
      cells.set(name, { script, asked })
      return { baseUrl: `${server.baseUrl}/${name}`, asked }
    },
    begun: (asked) => until(() => asked.at(-1)?.isAnswered === true),
    closed: until(() => server.open.size === 0)
  }
})
