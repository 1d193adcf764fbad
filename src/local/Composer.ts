/**
 * What the local engine answers: with tool calls where a tool is meant, else from the guide. Pure and the same each
 * time. Not a language model, and it says so each time.
 */
import * as Result from "effect/Result"
import type { ResponseFormat, Tool, ToolChoice } from "../../schemas/Generation.ts"
import { Rejected, type Unsupported } from "../../schemas/Reason.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import type { Turn } from "./Conversation.ts"
import * as Guide from "./Guide.ts"
import * as JsonExample from "./JsonExample.ts"

export interface Inquiry {
  readonly turns: ReadonlyArray<Turn>
  readonly tools: ReadonlyArray<Tool>
  readonly toolChoice: ToolChoice
  /** Whether several tools may be called at once. */
  readonly isParallel: boolean
  readonly format: ResponseFormat
}

export type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly name: string; readonly text: string }

type Composed = Result.Result<ReadonlyArray<Part>, Unsupported | Rejected>

const openings = [
  "I am not a language model, but the guide to effect-bifrost.",
  "No language model is at work here: this is the guide to effect-bifrost.",
  "You are talking to the guide to effect-bifrost, which is not a language model.",
  "This is not a language model, but the guide to effect-bifrost."
]

/** How many phrasings there are. */
export const variants = openings.length

/** `variant` chooses the phrasing. */
export const compose = (inquiry: Inquiry, variant: number): Composed => {
  const question = inquiry.turns.findLast(({ by }) => by === "user")?.text ?? ""
  const called = toolsFor(inquiry, question)
  if (Result.isFailure(called)) return Result.fail(called.failure)
  const hints = { question, answer: answerTo(inquiry.turns, question) }
  if (called.success.length > 0) {
    return Result.all(
      called.success.map(({ name, parameters }) =>
        Result.map(
          parameters === undefined ? Result.succeed({}) : JsonExample.make(JsonSchema.from(parameters), hints),
          (input): Part => ({ type: "call", name, text: JSON.stringify(input) })
        )
      )
    )
  }
  const { format } = inquiry
  if (format === "text") return Result.succeed([{ type: "text", text: phrase(hints.answer, variant) }])
  const value =
    format === "json"
      ? Result.succeed({ answer: hints.answer, model: "not a language model" })
      : JsonExample.make(JsonSchema.from(format.schema), hints)
  return Result.map(value, (value): ReadonlyArray<Part> => [{ type: "text", text: JSON.stringify(value) }])
}

/** The tools to call: those that the request demands, else those that the question names. After a result: none. */
const toolsFor = (
  { isParallel, toolChoice, tools, turns }: Inquiry,
  question: string
): Result.Result<ReadonlyArray<Tool>, Rejected> => {
  const named = tools.filter(({ name }) => isNamed(name, question))
  if (typeof toolChoice !== "string") {
    const chosen = tools.filter(({ name }) => name === toolChoice.name)
    const description = `toolChoice names "${toolChoice.name}", which is not among the tools`
    return chosen.length > 0 ? Result.succeed(chosen.slice(0, 1)) : Result.fail(new Rejected({ description }))
  }
  if (toolChoice === "required") {
    if (tools.length === 0) return Result.fail(new Rejected({ description: "a tool is required, but there are none" }))
    return Result.succeed(
      isParallel && named.length > 0 ? named : [named[0] ?? tools[0]].filter((tool) => tool !== undefined)
    )
  }
  if (toolChoice === "none" || turns.at(-1)?.by === "tool") return Result.succeed([])
  return Result.succeed(isParallel ? named : named.slice(0, 1))
}

/** `get_weather` is named by "How is the weather?": all its words but the verb that every tool has. */
const isNamed = (name: string, question: string): boolean => {
  if (question.includes(name)) return true
  const asked = new Set(Guide.words(question))
  const wanted = Guide.words(name.replaceAll("_", " ")).filter((word) => !verbs.has(word))
  return wanted.length > 0 && wanted.every((word) => asked.has(word))
}
const verbs = new Set(Guide.words("call create current do execute fetch find list look lookup query read run search"))

const answerTo = (turns: ReadonlyArray<Turn>, question: string): string => {
  const results = turns.slice(turns.findLastIndex(({ by }) => by !== "tool") + 1)
  if (results.length > 0) return results.map((result) => resultOf(result, turns)).join("\n")
  const section = Guide.find(question)
  if (section !== undefined) {
    const says = section.says.replaceAll("\n", " ")
    return section.code === undefined ? says : `${says}\n\n    ${section.code}`
  }
  return Guide.words(question).length === 0 ? topics : `I found nothing there about this. ${topics}`
}

const resultOf = (result: Turn, turns: ReadonlyArray<Turn>): string => {
  const call = turns.find((turn) => turn.by === "call" && result.by === "tool" && turn.id === result.id)
  return `${call?.by === "call" ? call.name : "The tool"} answered: ${result.text}`
}

const topics = `I answer from the documentation of effect-bifrost, without a key or a network. Ask me how to stream,
choose a provider, retry, fall back, set timeouts, cancel, call tools, get JSON, speak, transcribe or test.`.replaceAll(
  "\n",
  " "
)

const phrase = (answer: string, variant: number): string => `${openings[variant % variants] ?? ""} ${answer}`
