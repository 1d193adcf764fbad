/** A receiver of OpenTelemetry's protocol on a port of this machine: it keeps every byte it is sent, and reads the JSON. */
import { Effect, type Scope } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

interface Value {
  readonly stringValue?: string
  readonly intValue?: number | string
  readonly doubleValue?: number
  readonly boolValue?: boolean
  readonly arrayValue?: { readonly values: ReadonlyArray<Value> }
}
type Attributes = ReadonlyArray<{ readonly key: string; readonly value: Value }>

/** A span on the wire. */
export interface Wired {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: Attributes
  readonly events: ReadonlyArray<{ readonly name: string; readonly attributes: Attributes }>
  readonly status: { readonly code: number; readonly message?: string }
}
/** A metric on the wire. */
export interface Metered {
  readonly name: string
  readonly unit: string
  readonly histogram?: {
    readonly dataPoints: ReadonlyArray<{ readonly count: number; readonly attributes: Attributes }>
  }
}
interface Sent {
  readonly path: string
  readonly body: Buffer
}

const plain = ({ arrayValue, boolValue, doubleValue, intValue, stringValue }: Value): unknown =>
  arrayValue?.values.map(plain) ?? stringValue ?? boolValue ?? doubleValue ?? (intValue && Number(intValue))

/** As an object. */
export const told = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))

export const receive: Effect.Effect<
  {
    readonly baseUrl: string
    readonly sent: ReadonlyArray<Sent>
    readonly spans: () => ReadonlyArray<Wired>
    readonly metrics: () => ReadonlyArray<Metered>
  },
  never,
  Scope.Scope
> = Effect.gen(function* () {
  const sent: Array<Sent> = []
  const server = createServer((request, response) => {
    const parts: Array<Buffer> = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      sent.push({ path: request.url ?? "", body: Buffer.concat(parts) })
      response.writeHead(200, { "content-type": "application/json", connection: "close" }).end("{}")
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
    () => Effect.promise(() => new Promise<void>((resolve) => server.close(() => resolve())))
  )
  const { port } = server.address() as AddressInfo
  const json = (path: string): ReadonlyArray<any> =>
    sent.filter((one) => one.path === path).map(({ body }) => JSON.parse(body.toString("utf8")))
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    sent,
    spans: () => json("/v1/traces").flatMap((all) => all.resourceSpans[0].scopeSpans[0].spans),
    metrics: () => json("/v1/metrics").flatMap((all) => all.resourceMetrics[0].scopeMetrics[0].metrics)
  }
})
