/**
 * Laws 3 and 4 of a stream, by the kind of its body: cut short it is no success, and what came before is heard. Where
 * the end of the body is the end of the answer, as of raw audio, a part is as good as all; one document is heard
 * whole or not at all.
 */
import type { Operation } from "../../schemas/Operation.ts"
import { arrivals, type Fields, type Fixture, type Hear, hearing, isLast, type Wire } from "./Hearing.ts"
import { same } from "./Same.ts"

export const check =
  <O extends Operation>(wire: Wire<O>) =>
  (fixture: Fixture): void => {
    const hear = hearing(wire)
    const { body, contentType } = fixture
    if (contentType.startsWith("text/") && contentType !== "text/event-stream") return // what has no form has no end
    if (contentType.startsWith("application/json") && body[0] !== openArray) return document(hear, fixture)
    const arrived = arrivals(wire, fixture)
    inTime(hear, fixture, arrived)
    if (contentType.startsWith("audio/")) return audio(hear, fixture)
    return wire.endsWithBody === true ? frames(hear, fixture) : events(hear, fixture, arrived)
  }

const openArray = 91
const lineFeed = 10

const withoutEnd = (chunks: ReadonlyArray<Fields>) => chunks.filter((chunk) => !isLast(chunk))

/** What is heard only at the end of a body is lost where the body breaks. A last event that lacks its own end waits. */
const inTime = (hear: Hear, { body, contentType }: Fixture, arrived: ReadonlyArray<number>): void => {
  const said = withoutEnd(hear(contentType, [body]).chunks)
  const isTerminated = !/^text\/|ndjson/.test(contentType) || body.at(-1) === lineFeed
  if (!isTerminated || said.every(({ _tag }) => _tag === "Start")) return
  same((arrived.at(-1) ?? 0) >= said.length, true, "whether all is heard before the end of the body")
}

/** Events that have an end of their own: a part of them is an answer only where all was said. */
const events = (hear: Hear, { body, contentType }: Fixture, arrived: ReadonlyArray<number>): void => {
  const whole = hear(contentType, [body])
  const content = withoutEnd(whole.chunks)
  for (const end of placesIn(arrived)) {
    const { chunks, failure } = hear(contentType, [body.subarray(0, end)])
    const soFar = withoutEnd(chunks)
    if (failure === undefined) {
      same(whole.failure, undefined, `cut at ${end} it is whole`)
      same(withoutNotes(soFar), withoutNotes(content), `cut at ${end}`)
      continue
    }
    // where a line is malformed, half of it may be a good one
    const known = whole.failure !== undefined && isLines(contentType) ? soFar.slice(0, content.length) : soFar
    same(known, content.slice(0, known.length), `cut at ${end}`)
    same(soFar.length >= (arrived[end - 1] ?? 0), true, `whether what came before byte ${end} is heard`)
    const tag = failure["_tag"]
    // before anything is heard, half a word is not known for half an event
    const isCut = tag === "Truncated" || (chunks.length === 0 && tag === "Unintelligible")
    if (!isCut && whole.failure === undefined) same(tag, "Truncated", `cut at ${end} it fails`)
  }
}

/** Where a body is cut: everywhere; a long one around each byte that brings something, and at every seventh. */
const placesIn = (arrived: ReadonlyArray<number>): ReadonlyArray<number> => {
  const brings = (at: number) => arrived[at] !== arrived[at - 1]
  const isPlace = (at: number) => at % 7 === 0 || brings(at - 1) || brings(at) || brings(at + 1)
  const all = [...arrived.keys()]
  return all.length <= 800 ? all : all.filter(isPlace)
}

const isLines = (contentType: string) => contentType.startsWith("application/x-ndjson")

/** What a host notes after the answer's end, when nobody waits for it any more: counts, what its guards saw. */
const withoutNotes = (chunks: ReadonlyArray<Fields>) =>
  chunks.slice(0, chunks.findLastIndex(({ _tag }) => _tag !== "Other") + 1)

/** Lines without a last one: between them a part is whole, within one it is not. */
const frames = (hear: Hear, { body, contentType }: Fixture): void => {
  const whole = hear(contentType, [body])
  const content = withoutEnd(whole.chunks)
  for (let end = 0; end < body.length; end++) {
    const { chunks, failure } = hear(contentType, [body.subarray(0, end)])
    const soFar = withoutEnd(chunks)
    same(soFar, content.slice(0, soFar.length), `cut at ${end}`)
    const isBetween = body[end - 1] === lineFeed || body[end] === lineFeed
    if (isBetween && soFar.length > 0 && whole.failure === undefined) same(failure, undefined, `cut at ${end}`)
    else if (!isBetween && failure === undefined) same(failure, "Truncated", `cut at ${end} it fails`)
  }
}

const document = (hear: Hear, { body, contentType }: Fixture): void => {
  const whole = hear(contentType, [body])
  for (let end = 0; end < body.length; end++) {
    const part = hear(contentType, [body.subarray(0, end)])
    if (part.failure === undefined) same(part, whole, `cut at ${end}`)
    else same(part.chunks, [], `cut at ${end}`)
  }
}

const audio = (hear: Hear, { body, contentType }: Fixture): void => {
  const bytesOf = ({ chunks }: { readonly chunks: ReadonlyArray<Fields> }) =>
    chunks.map(({ _tag, data }) => (_tag === "Audio" ? atob(String(data)) : "")).join("")
  const all = bytesOf(hear(contentType, [body]))
  for (let end = 0; end < body.length; end++) {
    const part = hear(contentType, [body.subarray(0, end)])
    same(part.failure?.["_tag"], end === 0 ? "Truncated" : undefined, `why ${end} bytes are no answer`)
    same(bytesOf(part), all.slice(0, end), `cut at ${end}`)
  }
}
