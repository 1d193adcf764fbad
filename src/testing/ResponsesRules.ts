/**
 * Whether events follow one another as the Responses standard has it: opened before they are streamed, closed once and
 * with what was streamed, counted from 0, and all that was closed in the answer at the end. For any source of events:
 * a provider, a proxy of yours, a recording.
 *
 *   assert.deepStrictEqual(ResponsesRules.broken(events), [])
 */
import type { Item } from "../../schemas/Responses.ts"
import type { KnownEvent, Response, ResponsesEvent } from "../../schemas/ResponsesEvent.ts"
import * as Places from "./ResponsesPlaces.ts"

/** An item that was added. */
interface Entry {
  readonly item: Item
  readonly streams: Map<string, Stream>
  done: Item | undefined
}
/** A part of an item, or its arguments, while it streams. */
interface Stream {
  text: string
  /** Whether its whole text was told. */
  isTold: boolean
  isClosed: boolean
}

/** What is wrong with a whole answer's events, each as `event 3 (response.output_text.delta): …`. Empty where nothing is. */
export const broken = (events: ReadonlyArray<ResponsesEvent>): ReadonlyArray<string> => {
  const wrong: Array<string> = []
  const entries: Array<Entry> = []
  let response: Response | undefined
  let isEnded = false

  events.forEach((event, number) => {
    const complain = (what: string) => void wrong.push(`event ${number} (${String(event.type)}): ${what}`)
    if (isEnded) complain("comes after the end")
    if (event["sequence_number"] !== number) complain(`has the sequence number ${String(event["sequence_number"])}`)
    if (!Places.isKnown(event)) return
    if (number === 0 && event.type !== "response.created") complain("comes before response.created")
    if (number > 0 && event.type === "response.created") complain("comes again")
    if ("response" in event) {
      if (response !== undefined && event.response.id !== response.id) complain("names another answer")
      response = event.response
    }
    visit(event, complain)
  })
  if (!isEnded) wrong.push("the answer has no end")
  return wrong

  function visit(event: KnownEvent, complain: (what: string) => void): void {
    switch (event.type) {
      case "response.output_item.added":
        if (event.output_index !== entries.length) complain(`is item ${event.output_index}, not ${entries.length}`)
        if (entries.some(({ item }) => item.id === event.item.id)) complain(`repeats the id ${String(event.item.id)}`)
        entries.push({ item: event.item, streams: new Map(), done: undefined })
        return
      case "response.output_item.done": {
        const entry = entries[event.output_index]
        if (entry === undefined) return complain("closes what was not opened")
        if (entry.done !== undefined) complain("closes the item again")
        if (entry.item.id !== event.item.id || entry.item.type !== event.item.type) complain("is another item")
        for (const [place, stream] of entry.streams) if (!stream.isClosed) complain(`leaves ${place} open`)
        entry.done = event.item
        return
      }
      case "response.completed":
      case "response.incomplete": {
        isEnded = true
        const done = entries.map((entry) => entry.done)
        if (done.includes(undefined)) complain("leaves items open")
        if (JSON.stringify(event.response.output) !== JSON.stringify(done))
          complain("does not hold the items as closed")
        const isCut = event.type === "response.incomplete"
        if (event.response.status !== (isCut ? "incomplete" : "completed")) complain("has another status")
        if (isCut && event.response.incomplete_details?.reason == null) complain("does not say why")
        return
      }
    }
    const step = Places.stepOf(event)
    if (step === undefined) return
    const { id, index, kind, place, text } = step
    const entry = entries[index]
    if (entry === undefined || entry.item.id !== id) return complain("belongs to no item")
    if (entry.done !== undefined) complain("comes after its item was closed")
    const stream = entry.streams.get(place)
    if (kind === "open") {
      if (stream !== undefined) complain(`opens ${place} again`)
      entry.streams.set(place, { text: "", isTold: false, isClosed: false })
      return
    }
    // arguments have no part that opens them
    const open = stream ?? (place === "arguments" ? { text: "", isTold: false, isClosed: false } : undefined)
    if (open === undefined) return complain(`${place} was not opened`)
    entry.streams.set(place, open)
    if (open.isClosed) complain(`${place} was closed before`)
    if (kind === "delta") open.text += text
    if (kind === "whole") {
      // a host may send arguments whole, and a call without any has none to stream
      if (text !== open.text && !(place === "arguments" && open.text === "")) complain("is not what was streamed")
      open.isTold = true
    }
    if (kind === "close" && !open.isTold) complain(`${place} was not told as a whole`)
    if (kind === "close" || place === "arguments") open.isClosed = kind !== "delta"
  }
}
