/** What the local engine says, as chat chunks: a token each. */
import * as Effect from "effect/Effect"
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { Drafted } from "./Draft.ts"
import * as Opening from "./Opening.ts"

export const chunks = (parts: ReadonlyArray<Drafted>, choice: number): Effect.Effect<ReadonlyArray<ChatChunk>> =>
  Effect.gen(function* () {
    const said: Array<ChatChunk> = []
    let index = 0
    for (const part of parts) {
      if (part.type === "call") {
        said.push({ _tag: "ToolCall", choice, index, id: yield* Opening.id("call"), name: part.name, delta: "" })
        for (const delta of part.tokens) said.push({ _tag: "ToolCall", choice, index, delta })
        index++
      } else {
        for (const delta of part.tokens) said.push({ _tag: "Text", choice, delta })
      }
    }
    return said
  })
