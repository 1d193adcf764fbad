/** Each chat wire as text and as Responses too: the same vendor's bytes, the same outcome, by conversion. */
import type { Protocol } from "effect-bifrost"
import * as Conversion from "../../src/Conversion.ts"
import { type Name, names } from "./scenarios.ts"
import { wires } from "./table.ts"
import * as Wire from "./wire.ts"

type Chat = Protocol.Protocol<"chat">
type Convert<O extends Wire.Writing> = (chat: Chat) => Protocol.Protocol<O>

const through = <O extends Wire.Writing>(
  chat: Wire.Wire<"chat">,
  operation: O,
  convert: Convert<O>,
  gaps: Partial<Record<Name, Wire.Gap>>
): Wire.Wire<O> => {
  const cells = names.map((name): readonly [Name, Wire.Cell<O>] => {
    const cell = gaps[name] ?? chat.cells[name]
    if (!("answers" in cell)) return [name, cell]
    const { by, ...rest } = cell
    return [name, { ...rest, ...(by && { by: convert(by) }) }]
  })
  return {
    ...chat,
    name: `${operation} through ${chat.name}`,
    operation,
    protocol: convert(chat.protocol),
    isConverted: true,
    cells: Object.fromEntries(cells) as Wire.Wire<O>["cells"]
  }
}

export const converted: ReadonlyArray<Wire.AnyWire> = wires.flatMap((wire) =>
  wire.operation === "chat"
    ? [
        through(wire, "responses", Conversion.responsesViaChat, {
          "several answers": Wire.refused("n", "the standard has one answer to a request")
        }),
        through(wire, "text", Conversion.textViaChat, Wire.beyondText)
      ]
    : []
)
