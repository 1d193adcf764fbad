/** A fixture as the whole answer that a caller collects, and the conversation that goes on with it. */
import { assert } from "@effect/vitest"
import type { Protocol } from "effect-bifrost"
import type { ChatAnswer } from "effect-bifrost/schemas/answers/Chat"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { operations } from "effect-bifrost/schemas/Operation"
import { play, sentJson } from "./fixture.ts"

export const collected = (protocol: Protocol.Protocol<"chat">, path: string): ChatAnswer => {
  const fold = operations.chat.fold()
  const { chunks, failure } = play("chat", protocol, path)
  assert.isUndefined(failure)
  for (const chunk of chunks) fold.add(chunk)
  return fold.answer() ?? assert.fail("no answer")
}

export const ask = (request: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "m",
  messages: [{ role: "user", content: "Hi" }],
  ...request
})

/** The answer's message goes back, each of its calls with a result: the body that is sent. */
export const secondTurn = (protocol: Protocol.Protocol<"chat">, path: string): unknown => {
  const { message, toolCalls } = collected(protocol, path)
  const results = toolCalls.map(({ id }, at) => ({ role: "tool", toolCallId: id, content: `result ${at}` }) as const)
  return sentJson(protocol, ask({ messages: [{ role: "user", content: "Hi" }, message, ...results] }))
}
