/**
 * What a provider wants back with a thought (signature, ciphertext, id, format) in the one field that the Responses
 * standard has for it: `encrypted_content`. Whoever keeps that field keeps the thought whole for the next turn.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Seal = Schema.Struct({
  signature: Schema.optionalKey(Schema.String),
  encrypted: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Schema.String),
  format: Schema.optionalKey(Schema.String)
})
export type Seal = typeof Seal.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Seal))

/** `undefined` where there is nothing to keep: without a format, an id alone proves nothing. Ciphertext alone stays as it is. */
export const write = ({ encrypted, format, id, signature }: Seal): string | undefined => {
  if (signature === undefined && encrypted === undefined && format === undefined) return undefined
  if (signature === undefined && id === undefined && format === undefined) return encrypted
  return JSON.stringify({ signature, encrypted, id, format })
}

/** What is not ours is somebody's ciphertext. */
export const read = (content: string): Seal => Option.getOrElse(decode(content), () => ({ encrypted: content }))
