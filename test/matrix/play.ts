/** One cell: a provider in this wire behind a policy, a server that goes wrong as the row says, and what was heard. */
import { Duration, Effect, Layer, Option, Result, Scope } from "effect"
import { Auth, Policy, Protocol, Provider, type Timeouts } from "effect-bifrost"
import type { Operation, RequestOf } from "effect-bifrost/schemas/Operation"
import type { ServerResponse } from "node:http"
import { get, type StreamingProvider } from "../../src/StreamingProvider.ts"
import { hear, reasonOf } from "../kit/hear.ts"
import { type Exchange, serve } from "../kit/loopback.ts"
import type { Answer, Row } from "./faults.ts"
import type { Wire } from "./wires.ts"

/** The smallest request of each operation. */
const requests: { readonly [O in Operation]: RequestOf<O> } = {
  chat: { model: "m", messages: [{ role: "user", content: "hi" }] },
  text: { model: "m", prompt: "hi" },
  responses: { model: "m", input: "hi" },
  speech: { model: "m", input: "hi", voice: "alloy" },
  transcription: { model: "m", audio: new Uint8Array(1), fileName: "hi.wav" }
}

export const policies = ["none", "retry", "fallback", "hedge"] as const
export type PolicyName = (typeof policies)[number]

/** Serves every cell at a path of its own. */
export interface Stage {
  readonly url: string
  readonly open: (path: string, answer: (n: number) => Answer) => ReadonlyArray<Exchange>
}

export const stage: Effect.Effect<Stage, never, Scope.Scope> = Effect.gen(function* () {
  const cells = new Map<string, { readonly answer: (n: number) => Answer; readonly exchanges: Array<Exchange> }>()
  const server = yield* serve((exchange) => {
    const path = exchange.request.url?.split("/")[2] ?? ""
    const cell = cells.get(path)
    if (cell === undefined) return void exchange.response.writeHead(404).end(`no cell ${path}`)
    cell.exchanges.push(exchange)
    write(exchange.response, cell.answer(cell.exchanges.length - 1))
  })
  return {
    url: server.baseUrl,
    open: (path, answer) => {
      const exchanges: Array<Exchange> = []
      cells.set(path, { answer, exchanges })
      return exchanges
    }
  }
})

const turn = () => new Promise((resolve) => setImmediate(resolve))

const write = (response: ServerResponse, { body = [], drip, headers, status = 200, then = "end" }: Answer): void => {
  void (async () => {
    if (status === 0) return void response.socket?.resetAndDestroy()
    response.writeHead(status, { ...headers, connection: "close" })
    response.flushHeaders()
    const pieces = drip === undefined ? body : body.flatMap((piece) => slices(piece, drip))
    for (const piece of pieces) {
      if (response.destroyed) return
      await new Promise<void>((resolve) => response.write(piece, () => resolve()))
      await turn()
    }
    if (then === "end") response.end()
    if (then === "break") response.destroy()
    if (typeof then !== "object") return
    while (!response.destroyed && response.socket?.destroyed === false) {
      if (!response.write(then.repeat)) {
        await new Promise<void>((resolve) => response.once("drain", resolve).once("close", resolve))
      }
      await (then.everyMillis === undefined ? turn() : new Promise((resolve) => setTimeout(resolve, then.everyMillis)))
    }
  })()
}

const slices = (bytes: Uint8Array, size: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))

/** A provider whose every request is answered in this wire. */
const provider = (id: string, { operation, wire }: Wire, baseUrl: string, timeouts: Timeouts.Timeouts) => {
  const encode = () => Result.succeed({ path: "/", fields: {} })
  const protocol = Protocol.make<Operation>({
    id,
    encode,
    decoder: wire.decoder as Protocol.Protocol<Operation>["decoder"]
  })
  const operations = { [operation]: protocol } as unknown as Record<Operation, Protocol.Protocol<Operation>>
  const record = { id, baseUrl, auth: Auth.none, timeouts, maxFrameBytes: 65_536, operations }
  return Provider.layer(record as unknown as Provider.Provider<Operation>)
}

/** Clocks that are not there to trip are out of the way of a busy machine. */
const clocks = ({ clock = {} }: Row): Timeouts.Timeouts => ({ idle: "20 seconds", ...clock })

const nobody = "http://127.0.0.1:9/v1"

export const play = (stage: Stage, wire: Wire, row: Row, policy: PolicyName, path: string) =>
  Effect.gen(function* () {
    const fault = row.answer(wire)
    if (fault === undefined) return undefined
    const good: Answer = { headers: { "content-type": wire.contentType }, body: wire.pieces }
    const bad =
      fault === "refused" ? good : { ...fault, headers: { "content-type": wire.contentType, ...fault.headers } }
    const isFaulty = (n: number) => n === 0 || row.always === true
    const asked = stage.open(path, (n) => (isFaulty(n) ? bad : good))
    const backupAsked = stage.open(`${path}b`, () => good)
    const primary = provider("primary", wire, fault === "refused" ? nobody : `${stage.url}/${path}`, clocks(row))
    const backup = provider("backup", wire, `${stage.url}/${path}b`, {})
    const layers = {
      none: primary,
      retry: primary.pipe(Policy.apply(Policy.retry({ times: 1, initialDelay: "1 millis" }))),
      fallback: primary.pipe(Policy.fallbackTo(backup)),
      hedge: primary.pipe(Policy.hedge([backup], { after: row.clock === undefined ? "1 minute" : "20 millis" }))
    }
    const layer: Layer.Layer<StreamingProvider<Operation>, unknown, never> = layers[policy] as never
    const members = yield* Layer.build(layer)
    const member = yield* Effect.fromNullishOr(get(members, wire.operation))
    const stream = member.stream(requests[wire.operation] as never)
    const { chunks, error } = yield* hear(stream)
    const reason = reasonOf(error)
    // the layers are open still: what is closed now was closed by the end of the stream
    const sockets = Effect.promise(() => Promise.all([...asked, ...backupAsked].map(({ closed }) => closed)))
    const closed = yield* Effect.timeoutOption(sockets, Duration.seconds(5))
    return {
      chunks,
      reason,
      attempts: error?.attempts.length ?? 0,
      requests: asked.length,
      backups: backupAsked.length,
      isClosed: Option.isSome(closed)
    }
  }).pipe(Effect.scoped)
