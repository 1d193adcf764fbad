/** The wires that the bench speaks, by name. */
import type { Wire } from "./Wire.ts"
import { anthropic } from "./wires/anthropic.ts"
import { chat } from "./wires/chat.ts"
import { gemini } from "./wires/gemini.ts"
import { largeResponses, responses } from "./wires/responses.ts"
import { speech } from "./wires/speech.ts"
import { tools } from "./wires/tools.ts"

export const wires = { anthropic, chat, gemini, largeResponses, responses, speech, tools } satisfies Record<
  string,
  Wire
>
export type WireName = keyof typeof wires
