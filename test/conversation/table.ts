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
import * as Markdown from "./markdown.ts"
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

const cellsOf = ({ cells, silent = {} }: AnyWire): Readonly<Record<string, string | undefined>> => ({
  ...Object.fromEntries(names.map((name) => [name, Markdown.whyNot(cells[name])])),
  "why it ended": silent.reason,
  "what it cost": silent.usage
})

export const markdown = (): string =>
  Markdown.markdown(
    [...names, "why it ended", "what it cost"],
    wires.map((wire) => ({ name: wire.name, gap: (row) => cellsOf(wire)[row] }))
  )
