/** Amazon's own client beside our layer of Bedrock, both with a key. */
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import type { StreamingProvider } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Bedrock"
import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import { at, key, type Sides } from "./both.ts"

export const frames = "application/vnd.amazon.eventstream"

export const sides: Sides<StreamingProvider<"chat">, BedrockRuntimeClient> = {
  layer: (url) => Layers.layerConfig(at(url)),
  client: (endpoint) =>
    new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint,
      token: { token: key },
      authSchemePreference: ["httpBearerAuth"],
      maxAttempts: 1,
      requestHandler: handler
    })
}

/** Their own speaks HTTP/2, which our server does not. */
const handler = {
  handle: async (asked: {
    readonly hostname: string
    readonly port?: number
    readonly path: string
    readonly method: string
    readonly headers: Record<string, string>
    readonly body?: unknown
  }) => {
    const { body, headers, hostname, method, path, port } = asked
    const sent = request({ hostname, method, path, headers, ...(port !== undefined && { port }) })
    sent.end(body)
    const [answer]: Array<IncomingMessage> = await once(sent, "response")
    if (answer === undefined) throw new Error("no response")
    return { response: { statusCode: answer.statusCode ?? 0, headers: { ...answer.headers }, body: answer } }
  }
}
