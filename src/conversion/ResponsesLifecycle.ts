/**
 * A chat answer told in the events of the Responses standard: created, in progress, each item and its parts opened,
 * streamed and closed, then completed or incomplete. One per answer, of one choice; pure.
 *
 * A call stays open until the end, for chat wires may go on with an earlier one; all else is closed by what follows it.
 */
import * as CallId from "../../schemas/CallId.ts"
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { Item } from "../../schemas/Responses.ts"
import type { KnownEvent, ResponsesEvent } from "../../schemas/ResponsesEvent.ts"
import type { Usage } from "../../schemas/Usage.ts"
import type * as ReasoningSeal from "./ReasoningSeal.ts"
import * as Items from "./ResponsesItems.ts"

export interface Lifecycle {
  /** What a chunk is in events; `Start` opens the answer and `Finish` ends it. */
  readonly add: (chunk: ChatChunk) => ReadonlyArray<ResponsesEvent>
}

type Of<Tag extends ChatChunk["_tag"]> = Extract<ChatChunk, { readonly _tag: Tag }>

/** Ids and places go into events; `item` says what the item is by now. */
interface Open {
  readonly index: number
  readonly id: string
  readonly item: (status: string) => Item
}
interface Head {
  readonly id: string
  readonly object: "response"
  readonly model: string
  readonly created_at?: number
}
interface Message extends Open {
  readonly parts: Array<Items.Part>
  isOpen: boolean
}
interface Thought extends Open {
  text: string
  isShown: boolean
  seal: ReasoningSeal.Seal
}
interface Call extends Open {
  arguments: string
  signature: string | undefined
}

export const make = (): Lifecycle => {
  let out: Array<ResponsesEvent> = []
  let sequence = 0
  let base = ""
  let head: Head = { id: "", object: "response", model: "" }
  const output: Array<Item> = []
  let opened = 0
  let message: Message | undefined
  let thought: Thought | undefined
  const calls = new Map<number, Call>()
  /** What is cited before anything was said. */
  let citations: Array<Record<string, unknown>> = []

  const say = (event: KnownEvent) => void out.push({ ...event, sequence_number: sequence++ })
  const at = ({ id, index }: Open) => ({ item_id: id, output_index: index })

  const begin = <A extends Open>(prefix: string, of: (id: string, index: number) => A): A => {
    const index = opened++
    const open = of(`${prefix}_${base}_${index}`, index)
    say({ type: "response.output_item.added", output_index: index, item: open.item("in_progress") })
    return open
  }
  const end = (open: Open, status: string) => {
    const item = open.item(status)
    output[open.index] = item
    say({ type: "response.output_item.done", output_index: open.index, item })
  }

  const respond = (status: string, reason: string | undefined, usage: Usage | undefined) => ({
    ...head,
    status,
    output: [...output],
    usage: usage === undefined ? null : Items.usage(usage),
    error: null,
    incomplete_details: reason === undefined ? null : { reason }
  })

  const closePart = () => {
    const part = message?.parts.at(-1)
    if (message === undefined || part === undefined || !message.isOpen) return
    const place = { ...at(message), content_index: message.parts.length - 1 }
    const { logprobs, text, type } = part
    if (type === "refusal") say({ type: "response.refusal.done", ...place, refusal: text })
    else say({ type: "response.output_text.done", ...place, text, logprobs: [...logprobs] })
    say({ type: "response.content_part.done", ...place, part: Items.part(part) })
    message.isOpen = false
  }
  const closeMessage = (status: string) => {
    if (message === undefined) return
    closePart()
    end(message, status)
    message = undefined
  }
  const closeThought = (status: string) => {
    if (thought === undefined) return
    const place = { ...at(thought), content_index: 0 }
    const { text } = thought
    if (thought.isShown) {
      say({ type: "response.reasoning_text.done", ...place, text })
      say({ type: "response.content_part.done", ...place, part: Items.thoughtPart(text) })
    }
    end(thought, status)
    thought = undefined
  }
  const close = () => {
    closeMessage("completed")
    closeThought("completed")
  }

  /** The part that goes on; another of its kind where `isNew`. */
  const partFor = (
    type: Items.Part["type"],
    isNew: boolean
  ): [Items.Part, { content_index: number } & ReturnType<typeof at>] => {
    closeThought("completed")
    message ??= begin("msg", (id, index): Message => {
      const parts: Array<Items.Part> = []
      const item = (status: string) => ({
        type: "message",
        id,
        role: "assistant",
        status,
        content: parts.map(Items.part)
      })
      return { id, index, parts, isOpen: false, item }
    })
    const open = message.isOpen ? message.parts.at(-1) : undefined
    const isOther = open === undefined || open.type !== type || isNew || isSealed(open)
    const part = isOther ? Items.makePart(type) : open
    if (isOther) {
      closePart()
      message.parts.push(part)
      message.isOpen = true
    }
    const place = { ...at(message), content_index: message.parts.length - 1 }
    if (isOther) say({ type: "response.content_part.added", ...place, part: Items.part(part) })
    return [part, place]
  }
  const speak = ({ cited, delta, logprobs = [], signature }: Of<"Text">) => {
    const [part, place] = partFor("output_text", signature !== undefined)
    part.text += delta
    part.signature = signature
    if (cited !== undefined) part.cited = { wire: cited.wire, values: cited.values }
    const told = logprobs.map(Items.logprob)
    part.logprobs.push(...told)
    if (delta !== "" || told.length > 0) say({ type: "response.output_text.delta", ...place, delta, logprobs: told })
    cite()
  }
  const cite = () => {
    const waiting = citations
    citations = []
    for (const annotation of waiting) {
      const [part, place] = partFor("output_text", false)
      const annotation_index = part.annotations.push(annotation) - 1
      say({ type: "response.output_text.annotation.added", ...place, annotation_index, annotation })
    }
  }
  const refuse = ({ delta }: Of<"Refusal">) => {
    const [part, place] = partFor("refusal", false)
    part.text += delta
    say({ type: "response.refusal.delta", ...place, delta })
  }

  /** As a collected chat has it: another id, or more after a seal, is another thought. */
  const think = ({ delta, encrypted, format, id, signature }: Of<"Reasoning">) => {
    closeMessage("completed")
    const seal: ReasoningSeal.Seal = thought?.seal ?? {}
    const isSealed = seal.signature !== undefined || seal.encrypted !== undefined
    const isBare = delta === "" && signature === undefined && encrypted === undefined
    if ((id !== undefined && seal.id !== undefined && id !== seal.id) || (isSealed && !isBare))
      closeThought("completed")
    thought ??= begin("rs", (id, index): Thought => {
      const open: Thought = {
        ...{ id, index, text: "", isShown: false, seal: {} },
        item: (status) => Items.thought(id, status, open.text, open.seal)
      }
      return open
    })
    thought.seal = {
      ...thought.seal,
      ...(signature !== undefined && { signature }),
      ...(encrypted !== undefined && { encrypted }),
      ...(id !== undefined && { id }),
      ...(format !== undefined && { format })
    }
    if (delta === "") return
    const place = { ...at(thought), content_index: 0 }
    if (!thought.isShown) {
      thought.isShown = true
      say({ type: "response.content_part.added", ...place, part: Items.thoughtPart("") })
    }
    thought.text += delta
    say({ type: "response.reasoning_text.delta", ...place, delta })
  }

  const call = ({ delta, id: callId, index: number, name = "", own, signature }: Of<"ToolCall">) => {
    let open = calls.get(number)
    if (open === undefined) {
      close()
      open = begin("fc", (id, index): Call => {
        const named = { id, callId: callId || CallId.make(base, index), name, own }
        const call: Call = {
          ...{ id, index, arguments: "", signature: undefined },
          item: (status) =>
            Items.call(named, status, status === "in_progress" ? "" : call.arguments || "{}", call.signature)
        }
        return call
      })
      calls.set(number, open)
    }
    open.signature ??= signature
    open.arguments += delta
    if (delta !== "") say({ type: "response.function_call_arguments.delta", ...at(open), delta })
  }

  /** What comes whole. */
  const put = (prefix: string, item: Item) => {
    close()
    end(
      begin(prefix, (id, index) => ({ id, index, item: (status) => ({ ...item, id, status }) })),
      "completed"
    )
  }

  const finish = ({ choices: [choice], usage }: Of<"Finish">) => {
    if (citations.length > 0) cite()
    const reason = choice && incomplete.get(choice.reason)
    const last = opened - 1
    const statusOf = ({ index }: Open) => (reason !== undefined && index === last ? "incomplete" : "completed")
    if (message !== undefined) closeMessage(statusOf(message))
    if (thought !== undefined) closeThought(statusOf(thought))
    for (const open of calls.values()) {
      const status = statusOf(open)
      say({ type: "response.function_call_arguments.done", ...at(open), arguments: open.arguments || "{}" })
      end(open, status)
    }
    if (reason === undefined) say({ type: "response.completed", response: respond("completed", undefined, usage) })
    else say({ type: "response.incomplete", response: respond("incomplete", reason, usage) })
  }

  const start = ({ created, id = crypto.randomUUID(), model }: Of<"Start">) => {
    base = id.replace(/^(chatcmpl|resp|msg|gen)[-_]/, "")
    head = { id: `resp_${base}`, object: "response", model, ...(created !== undefined && { created_at: created }) }
    say({ type: "response.created", response: respond("in_progress", undefined, undefined) })
    say({ type: "response.in_progress", response: respond("in_progress", undefined, undefined) })
  }

  const take = (chunk: ChatChunk) => {
    switch (chunk._tag) {
      case "Start":
        return start(chunk)
      case "Text":
        return speak(chunk)
      case "Refusal":
        return refuse(chunk)
      case "Reasoning":
        return think(chunk)
      case "ToolCall":
        return call(chunk)
      case "Citation":
        citations.push(Items.annotation(chunk))
        return message?.isOpen && message.parts.at(-1)?.type === "output_text" ? cite() : undefined
      case "File":
        return put("ig", Items.image(chunk))
      case "Audio":
        return put("au", Items.audio(chunk))
      case "Other":
        return put("ot", Items.other(chunk))
      case "Finish":
        return finish(chunk)
      case "Seam":
        return
    }
  }
  return {
    add: (chunk) => {
      out = []
      take(chunk)
      return out
    }
  }
}

/** What comes after a proof, or after what goes back with it, is another part. */
const isSealed = ({ cited, signature }: Items.Part) => cited !== undefined || signature !== undefined

/** The standard's word for an end that came too early. */
const incomplete = new Map<string, string>([
  ["length", "max_output_tokens"],
  ["content-filter", "content_filter"]
])
