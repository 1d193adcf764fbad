/** What Anthropic's own client makes of an answer, in the words of the comparison. */
import type Anthropic from "@anthropic-ai/sdk"
import type { Understood } from "./answers.ts"

export const understoodOf = ({ content, stop_reason, usage }: Anthropic.Message): Understood => ({
  text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
  reasoning: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join(""),
  calls: content.flatMap((block) =>
    block.type === "tool_use" ? [{ id: block.id, name: block.name, input: block.input }] : []
  ),
  ended: stop_reason,
  usage
})
