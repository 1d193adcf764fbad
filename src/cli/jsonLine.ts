/** A chunk as a line of JSON that its schema reads back; bytes are base64 there. */
import * as Schema from "effect/Schema"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"

export const jsonLine = <O extends Operation>(operation: O): ((chunk: ChunkOf<O>) => string) => {
  const encode = Schema.encodeSync(Schema.toCodecJson(operations[operation].chunk))
  return (chunk) => `${JSON.stringify(encode(chunk))}\n`
}
