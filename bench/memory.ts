/**
 * Whether a long stream leaves the heap flat: 200,000 chunks from a server on this machine through a whole stack of
 * policies, with the heap measured after a full collection at a tenth of them and at the end. Prints one JSON line.
 *
 *   node --expose-gc --conditions=@bifrost/source bench/memory.ts
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Layer, Stream } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Timeouts } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { createServer } from "node:http"

const chunks = 200_000
const event = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "m-1",
  choices: [{ index: 0, delta: { content: " word" }, finish_reason: null }]
})}\n\n`
const end = `data: ${JSON.stringify({ model: "m-1", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" })
  let sent = 0
  const more = () => {
    while (sent < chunks) {
      sent++
      if (!response.write(event)) return void response.once("drain", more)
    }
    response.end(end)
  }
  more()
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const address = server.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const provider = Provider.layer(
  Provider.make({
    id: "test",
    baseUrl: `http://127.0.0.1:${port}/v1`,
    auth: Auth.none,
    operations: { chat: OpenAiChat.protocol }
  })
)
const stack = provider.pipe(
  Policy.apply(Policy.retry()),
  Policy.fallbackTo(provider),
  Policy.apply(Policy.deadline("5 minutes"))
)

const heap = () => {
  globalThis.gc?.()
  globalThis.gc?.() // V8 frees the buffers that the first found beside it, and is done with that before it begins anew
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

let heard = 0
let early = 0
await StreamingProvider.chat({ model: "m", messages: [{ role: "user", content: "hi" }] }).pipe(
  Timeouts.set({ firstContent: "1 minute", total: "5 minutes" }),
  Stream.runForEachArray((array) =>
    Effect.sync(() => {
      heard += array.length
      if (early === 0 && heard >= chunks / 10) early = heap()
    })
  ),
  Effect.provide(Layer.provide(stack, NodeHttpClient.layerUndici)),
  Effect.runPromise
)
const late = heap()
server.close()
console.log(JSON.stringify({ heard, earlyBytes: early, lateBytes: late, growthBytes: late - early }))
