/** What /audio/speech sends when it is asked for events. Lenient: only what we read. */
import * as Schema from "effect/Schema"
import { Base64 } from "./Base64.ts"
import { nullish } from "./Nullish.ts"

/** By type. */
export const OpenAiSpeechEvent = {
  "speech.audio.delta": Schema.Struct({ type: Schema.Literal("speech.audio.delta"), audio: Base64 }),
  "speech.audio.done": Schema.Struct({ type: Schema.Literal("speech.audio.done"), usage: nullish(Schema.Unknown) }),
  /** Nested or flat; a gateway's may lack its type. */
  error: Schema.Struct({ type: Schema.optionalKey(Schema.Literal("error")), error: nullish(Schema.Unknown) })
}
export type OpenAiSpeechEvent = (typeof OpenAiSpeechEvent)[keyof typeof OpenAiSpeechEvent]["Type"]
