/** All wires that write, and which scenarios each serves, as the guide shows it. */
import * as AnthropicMessages from "./anthropic-messages.ts"
import * as BedrockConverse from "./bedrock-converse.ts"
import * as BedrockInvokeModel from "./bedrock-invoke-model.ts"
import * as Cohere from "./cohere.ts"
import * as Gemini from "./gemini.ts"
import * as Ollama from "./ollama.ts"
import * as OpenAiChat from "./openai-chat.ts"
import * as OpenAiCompletions from "./openai-completions.ts"
import * as OpenAiResponses from "./openai-responses.ts"
import * as Replicate from "./replicate.ts"
import { names } from "./scenarios.ts"
import * as Tgi from "./tgi.ts"
import type { AnyWire } from "./wire.ts"

export const wires: ReadonlyArray<AnyWire> = [
  OpenAiChat.wire,
  OpenAiCompletions.wire,
  OpenAiResponses.wire,
  AnthropicMessages.wire,
  Gemini.wire,
  Cohere.wire,
  BedrockConverse.wire,
  BedrockInvokeModel.wire,
  Ollama.chat,
  Ollama.generate,
  Replicate.wire,
  Tgi.wire
]

type Row = readonly [name: string, gap: (wire: AnyWire) => string | undefined]
const rows: ReadonlyArray<Row> = [
  ...names.map((name): Row => {
    return [
      name,
      ({ cells }) => {
        const cell = cells[name]
        if (!("cannot" in cell)) return undefined
        return cell.how === "refused" ? `${cell.cannot} (\`Unsupported\`)` : cell.cannot
      }
    ]
  }),
  ["why it ended", ({ silent }) => silent?.reason],
  ["what it cost", ({ silent }) => silent?.usage]
]

/** Scenarios by wires; then why not, each reason once. */
export const markdown = (): string => {
  const gaps = new Map<string, Array<string>>()
  for (const wire of wires) {
    const whys = new Map<string, Array<string>>()
    for (const [name, gap] of rows) {
      const why = gap(wire)
      if (why !== undefined) whys.set(why, [...(whys.get(why) ?? []), name])
    }
    for (const [why, names] of whys) {
      const told = `${names.join(", ")}: ${why}`
      gaps.set(told, [...(gaps.get(told) ?? []), wire.name])
    }
  }
  const named = (names: ReadonlyArray<string>) => names.map((name) => `\`${name}\``)
  return [
    `| | ${named(wires.map(({ name }) => name)).join(" | ")} |`,
    `| --- |${wires.map(() => " :-: |").join("")}`,
    ...rows.map(([name, gap]) => {
      return `| ${name} | ${wires.map((wire) => (gap(wire) === undefined ? "✓" : "—")).join(" | ")} |`
    }),
    "",
    "Where there is a dash:",
    "",
    ...[...gaps].map(([told, names]) => `- ${told}. ${named(names).join(", ")}`)
  ].join("\n")
}
