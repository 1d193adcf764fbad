/** How an answer looks when it is not JSON: what a chunk of each operation adds to standard output. */
import type { ChunkOf, Operation } from "../../schemas/Operation.ts"

/** Operations that answer in writing. */
export type Written = Exclude<Operation, "speech">

export const plain: { readonly [O in Written]: (chunk: ChunkOf<O>) => string } = {
  text: (chunk) => (chunk._tag === "Text" && chunk.choice === 0 ? chunk.delta : ""),
  chat: (chunk) => ((chunk._tag === "Text" || chunk._tag === "Refusal") && chunk.choice === 0 ? chunk.delta : ""),
  responses: (event) =>
    event.type === "response.output_text.delta" || event.type === "response.refusal.delta" ? event.delta : "",
  transcription: (chunk) => (chunk._tag === "Text" ? chunk.delta : "")
}

export const plainOrBytes: { readonly [O in Operation]: (chunk: ChunkOf<O>) => string | Uint8Array } = {
  ...plain,
  speech: (chunk) => (chunk._tag === "Audio" ? chunk.data : "")
}
