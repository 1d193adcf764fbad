import { describe, it } from "@effect/vitest"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { Laws } from "effect-bifrost/testing"

// An answer as your provider sent it, and the protocol that you wrote for it; here, one of ours
const body = `data: {"choices":[{"delta":{"content":"Hello"}}]}

data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

data: [DONE]

`
const fixture = { name: "hello", contentType: "text/event-stream", body: new TextEncoder().encode(body) }

describe("my protocol", () => {
  const checks = Laws.protocol({ operation: "chat", decoder: OpenAiChat.protocol.decoder }, [fixture])
  for (const { check, name } of checks) it(name, check)
})
