/** The wires that the bench speaks, by name. */
import type { Wire } from "./Wire.ts"
import { chat } from "./wires/chat.ts"
import { tools } from "./wires/tools.ts"

export const wires = { chat, tools } satisfies Record<string, Wire>
export type WireName = keyof typeof wires
