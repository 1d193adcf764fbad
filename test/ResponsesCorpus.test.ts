/** Every recorded chat told as a Responses answer: it keeps the standard's rules, and says what the chat says. */
import { assert, describe, it } from "@effect/vitest"
import type { Operation } from "effect-bifrost/schemas/Operation"
import { operations } from "effect-bifrost/schemas/Operation"
import { ResponsesRules } from "effect-bifrost/testing"
import { type AnyWire, protocols, type Wire } from "../src/cli/protocols.ts"
import { replay } from "../src/cli/Replay.ts"
import * as Conversion from "../src/Conversion.ts"
import { Unsupported } from "../schemas/Reason.ts"
import { Result } from "effect"
import * as Cuts from "../src/testing/Cuts.ts"
import * as Corpus from "./corpus.ts"

const isChat = (wire: AnyWire): wire is Wire<"chat"> => wire.operation === "chat"
const chats = new Map([...protocols].flatMap(([id, wire]) => (isChat(wire) ? [[id, wire] as const] : [])))

/** The wire alone: nothing is asked here. */
const converted = ({ decoder }: Wire<"chat">) =>
  Conversion.responsesViaChat({
    id: "recorded",
    decoder,
    open: () => Result.fail(new Unsupported({ what: "asking" }))
  })

const answerOf = <O extends Operation>(wire: Wire<O>, sidecar: Corpus.Sidecar) => {
  const { contentType, status = 200 } = sidecar.http ?? {}
  const reads = Cuts.random(1)(Corpus.bodyOf(sidecar))
  const { chunks, failure } = replay(wire, { reads, status, ...(contentType && { contentType }) })
  const fold = operations[wire.operation].fold()
  chunks.forEach(fold.add)
  return { chunks, failure, digest: fold.digest() }
}

describe.skipIf(!Corpus.isThere)("recorded chats as Responses", () => {
  for (const [id, wire] of chats) {
    it(id, () => {
      const recordings = Corpus.isThere ? Corpus.streams(new Set([id])) : []
      for (const recording of recordings) {
        const chat = answerOf(wire, recording)
        const said = answerOf({ operation: "responses", decoder: converted(wire).decoder }, recording)
        const failed = chat.chunks.some((chunk) => chunk._tag === "Finish" && chunk.choices[0]?.reason === "error")
        assert.strictEqual(said.failure?._tag, failed ? "ServerFailed" : chat.failure?._tag, recording.id)
        if (said.failure === undefined) assert.deepStrictEqual(ResponsesRules.broken(said.chunks), [], recording.id)
        const { reasoning, refusal, text, toolCalls } = chat.digest
        const calls = (list: typeof toolCalls) => list.map(({ arguments: json, name }) => [name, json || "{}"])
        assert.deepStrictEqual(
          { ...said.digest, toolCalls: calls(said.digest.toolCalls), finishReason: null, usage: null },
          { reasoning, refusal, text, toolCalls: calls(toolCalls), finishReason: null, usage: null },
          recording.id
        )
      }
    })
  }
})
