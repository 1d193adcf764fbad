/** One script for both kinds of operations: those with tagged chunks, and Responses, whose preamble is events. */
import { type Stream } from "effect"
import { type BifrostError, type ChatChunk, type ResponsesEvent, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import type { Reason } from "../../schemas/Reason.ts"
import { question } from "./wire.ts"

/** Words, failures, pauses and silence. */
export type Script = ReadonlyArray<string | Reason | ReturnType<typeof TestProvider.pause> | typeof TestProvider.hang>

/** A provider of both that answers its n-th request by the n-th script. */
export const both = (id: string, ...scripts: ReadonlyArray<Script>) => {
  const { layer, requests } = TestProvider.make({ chat: scripts, responses: scripts }, id)
  const seen = () => [...requests("chat"), ...requests("responses")]
  return {
    layer,
    /** How its answers ended so far, oldest first. */
    endings: () => seen().map(({ ending }) => ending),
    models: () => seen().map(({ request }) => request.model)
  }
}

type Ask = Stream.Stream<
  ChatChunk | ResponsesEvent,
  BifrostError,
  StreamingProvider<"chat"> | StreamingProvider<"responses">
>

export const asks: ReadonlyArray<readonly [operation: string, ask: Ask]> = [
  ["chat", StreamingProvider.chat(question)],
  ["responses", StreamingProvider.responses({ model: "m", input: "hi" })]
]
