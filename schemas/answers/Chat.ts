/** A chat answer as a whole, and how chunks become one. */
import * as Schema from "effect/Schema"
import * as CallId from "../CallId.ts"
import type { ChatChunk } from "../Chat.ts"
import { Finish, FinishReason, Logprob, Start } from "../Chunk.ts"
import { AssistantMessage, type AssistantPart } from "../Content.ts"
import { type Digest, empty } from "../Digest.ts"
import type { Fold } from "../Fold.ts"
import * as Parts from "./Parts.ts"

/** A whole tool call. */
export const ToolCall = Schema.Struct({
  /** The provider's, or one made here where it gave none: a result's `toolCallId`. */
  id: Schema.String,
  name: Schema.String,
  /** JSON text as the model wrote it; `{}` for a call without arguments. */
  arguments: Schema.String,
  /** The arguments, parsed; absent where they are not JSON, as after an answer that was cut for length. */
  input: Schema.optionalKey(Schema.Unknown)
})
export type ToolCall = typeof ToolCall.Type

const Citation = Schema.Struct({
  url: Schema.optionalKey(Schema.String),
  title: Schema.optionalKey(Schema.String),
  source: Schema.optionalKey(Schema.String),
  text: Schema.optionalKey(Schema.String),
  start: Schema.optionalKey(Schema.Int),
  end: Schema.optionalKey(Schema.Int)
})

const choice = {
  text: Schema.String,
  /** As far as the provider shows it. */
  reasoning: Schema.String,
  refusal: Schema.String,
  toolCalls: Schema.Array(ToolCall),
  citations: Schema.Array(Citation),
  /** All of the above in the order it came, signatures included: append it to `messages` for the next turn. */
  message: AssistantMessage,
  /** The spoken answer, where one was asked for. */
  audio: Schema.optionalKey(Schema.Uint8Array),
  /** Only where the request asked for them. */
  logprobs: Schema.optionalKey(Schema.Array(Logprob)),
  reason: FinishReason,
  /** The provider's own word for the reason. */
  raw: Schema.NullOr(Schema.String)
}

/** A collected chat. `message` of the answer, or of a choice, is the next turn's history. */
export const ChatAnswer = Schema.Struct({
  ...Start,
  /** Here and in the next fields: the first choice. */
  ...choice,
  choices: Schema.Array(Schema.Struct({ index: Schema.Int, ...choice })),
  ...Finish
})
export type ChatAnswer = typeof ChatAnswer.Type
type Choice = ChatAnswer["choices"][number]

/** Parts in the order they began; text and reasoning still grow, calls are looked up by index. */
interface OpenChoice {
  readonly parts: Array<Parts.Part>
  readonly calls: Map<number, Parts.Call>
  readonly citations: Array<typeof Citation.Type>
  readonly logprobs: Array<Logprob>
  readonly audio: Array<Uint8Array>
  text: string
  reasoning: string
  refusal: string
}
const open = (): OpenChoice => ({
  parts: [],
  calls: new Map(),
  citations: [],
  logprobs: [],
  audio: [],
  text: "",
  reasoning: "",
  refusal: ""
})

type Of<Tag extends ChatChunk["_tag"]> = Extract<ChatChunk, { readonly _tag: Tag }>

/** Collects chat chunks. */
export const fold = (): Fold<ChatChunk, ChatAnswer> => {
  const choices = new Map<number, OpenChoice>()
  let start: Of<"Start"> | undefined
  let finish: Of<"Finish"> | undefined

  const at = (index: number): OpenChoice => {
    let choice = choices.get(index)
    if (choice === undefined) choices.set(index, (choice = open()))
    return choice
  }
  const indexes = () => [...choices.keys()].sort((a, b) => a - b)

  return {
    add: (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return void (start = chunk)
        case "Finish":
          return void (finish = chunk)
        case "Seam":
          return
        default:
          return grow(at(chunk.choice), chunk)
      }
    },
    digest: () => {
      const index = indexes()[0] ?? finish?.choices[0]?.index
      const choice = index === undefined ? undefined : choices.get(index)
      return {
        ...(choice === undefined ? empty : digestOf(choice)),
        finishReason: finish?.choices.find((end) => index === undefined || end.index === index)?.raw ?? null,
        usage: finish?.usage ?? null
      }
    },
    answer: () => {
      if (start === undefined || finish === undefined) return undefined
      const ends = finish.choices
      const base = start.id ?? start.requestId ?? start.created
      const all = new Set([...indexes(), ...ends.map(({ index }) => index)])
      const whole = [...all]
        .sort((a, b) => a - b)
        .map((index) =>
          choiceOf(
            index,
            choices.get(index) ?? open(),
            ends.find((end) => end.index === index),
            base
          )
        )
      const { index: _, ...first } = whole[0] ?? choiceOf(0, open(), undefined, base)
      const { _tag: _s, raw: _r, ...head } = start
      const { timing, usage } = finish
      return { ...head, ...first, choices: whole, ...(usage && { usage }), ...(timing && { timing }) }
    }
  }
}

const grow = (choice: OpenChoice, chunk: Exclude<ChatChunk, Of<"Start"> | Of<"Finish"> | Of<"Seam">>): void => {
  const last = choice.parts.at(-1)
  switch (chunk._tag) {
    case "Text":
      choice.text += chunk.delta
      if (chunk.logprobs) choice.logprobs.push(...chunk.logprobs)
      return Parts.speak(choice.parts, chunk)
    case "Refusal":
      choice.refusal += chunk.delta
      if (last?.type === "refusal") last.refusal += chunk.delta
      else choice.parts.push({ type: "refusal", refusal: chunk.delta })
      return
    case "Reasoning":
      choice.reasoning += chunk.delta
      return Parts.think(choice.parts, chunk)
    case "ToolCall": {
      const call = choice.calls.get(chunk.index)
      if (call !== undefined) {
        call.arguments += chunk.delta
        call.signature ??= chunk.signature
        return
      }
      const { delta, id, name, own, signature } = chunk
      const begun = { id, name, arguments: delta, signature, own }
      choice.calls.set(chunk.index, begun)
      choice.parts.push({ type: "call", call: begun })
      return
    }
    case "Audio":
      choice.audio.push(chunk.data)
      if (chunk.id !== undefined && !choice.parts.some((part) => part.type === "spoken" && part.id === chunk.id)) {
        choice.parts.push({ type: "spoken", id: chunk.id })
      }
      return
    case "File": {
      const isImage = !("mediaType" in chunk.source) || chunk.source.mediaType.startsWith("image/")
      const { signature, source } = chunk
      choice.parts.push({ type: isImage ? "image" : "file", source, ...(signature !== undefined && { signature }) })
      return
    }
    case "Citation": {
      const { _tag, choice: _, raw: _r, ...citation } = chunk
      choice.citations.push(citation)
      return
    }
    case "Other": {
      const { kind, value, wire } = chunk
      if (wire !== undefined) choice.parts.push({ type: "other", wire, kind, value })
      return
    }
  }
}

const digestOf = ({ calls, reasoning, refusal, text }: OpenChoice): Omit<Digest, "finishReason" | "usage"> => ({
  text,
  reasoning,
  refusal,
  toolCalls: [...calls.values()].map((call) => ({
    id: call.id ?? null,
    name: call.name ?? null,
    arguments: call.arguments
  }))
})

const choiceOf = (
  index: number,
  { audio, calls, citations, logprobs, parts, reasoning, refusal, text }: OpenChoice,
  end: { readonly reason: FinishReason; readonly raw: string | null } | undefined,
  base: string | number | undefined
): Choice => {
  const ids = CallId.all([...calls.values()], base)
  return {
    index,
    text,
    reasoning,
    refusal,
    toolCalls: [...calls.values()].map((call) => toolCall({ ...call, id: ids.get(call) })),
    citations,
    message: { role: "assistant", content: contentOf(parts, ids) },
    ...(audio.length > 0 && { audio: join(audio) }),
    ...(logprobs.length > 0 && { logprobs }),
    reason: end?.reason ?? "other",
    raw: end?.raw ?? null
  }
}

const contentOf = (parts: OpenChoice["parts"], ids: ReadonlyMap<Parts.Call, string>): AssistantMessage["content"] => {
  const [first] = parts
  if (first === undefined) return ""
  if (parts.length === 1 && first.type === "text" && Parts.isPlain(first)) return first.text
  return parts.map((part): AssistantPart => {
    if (part.type !== "call") return part
    const { arguments: text, id, name } = toolCall({ ...part.call, id: ids.get(part.call) })
    const { own, signature } = part.call
    const proof = { ...(signature !== undefined && { signature }), ...(own !== undefined && { own }) }
    return { type: "tool-call", id, name, arguments: text, ...proof }
  })
}

/** A call as it was streamed, made whole. */
export const toolCall = (streamed: {
  readonly id?: string | null | undefined
  readonly name?: string | null | undefined
  readonly arguments: string
}): ToolCall => {
  const { arguments: text, id, name } = streamed
  const call = { id: id ?? "", name: name ?? "", arguments: text === "" ? "{}" : text }
  try {
    return { ...call, input: JSON.parse(call.arguments) }
  } catch {
    return call
  }
}

/** Bytes end to end. */
export const join = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
