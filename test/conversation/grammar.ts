/**
 * In which order a chat answer says what it says, and how its calls come: numbered from 0, each with its id and name
 * first and once.
 */
import type { ChatChunk } from "effect-bifrost/schemas/Chat"
import type { Heard } from "./scenarios.ts"

/** What is wrong with a whole answer, in which this was heard. */
export const broken = (chunks: ReadonlyArray<ChatChunk>, heard: Heard): ReadonlyArray<string> => [
  ...misordered(chunks, heard),
  ...misnumbered(chunks, heard)
]

/** What has no common form may stand anywhere. */
const anywhere = new Set(["Other", "Citation"])

const misordered = (chunks: ReadonlyArray<ChatChunk>, { calls, reasoning, refusal, texts }: Heard) => {
  const tags = chunks.map(({ _tag }) => _tag).filter((tag) => !anywhere.has(tag))
  const order = tags.filter((tag, at) => tag !== tags[at - 1]).join()
  const expected = [
    "Start",
    ...(reasoning === "" ? [] : ["Reasoning"]),
    ...(texts.some((text) => text !== "") ? ["Text"] : []),
    ...(refusal === "" ? [] : ["Refusal"]),
    ...(calls.length === 0 ? [] : ["ToolCall"]),
    "Finish"
  ].join()
  return order === expected ? [] : [`${order}, not ${expected}`]
}

const misnumbered = (chunks: ReadonlyArray<ChatChunk>, { calls }: Heard) => {
  const begun = new Set<number>()
  const wrong: Array<string> = []
  for (const chunk of chunks) {
    if (chunk._tag !== "ToolCall") continue
    const isFirst = !begun.has(chunk.index)
    if (isFirst && chunk.index !== begun.size) wrong.push(`call ${chunk.index} is number ${begun.size}`)
    if (isFirst !== (chunk.id !== undefined) || isFirst !== (chunk.name !== undefined)) {
      wrong.push(`call ${chunk.index} is not named first, and once`)
    }
    begun.add(chunk.index)
  }
  return begun.size === calls.length ? wrong : [...wrong, `${begun.size} calls`]
}
