/** Plays one cell in sound: a request through the public API, what of it was asked, and what was heard. */
import { Effect, Layer } from "effect"
import { Auth, Provider } from "effect-bifrost"
import { operations } from "effect-bifrost/schemas/Operation"
import type { SpeechChunk } from "effect-bifrost/schemas/Speech"
import type { TranscriptionChunk } from "effect-bifrost/schemas/Transcription"
import { get } from "../../../src/StreamingProvider.ts"
import * as Kit from "../../kit/hear.ts"
import type { Asked } from "../stage.ts"
import type { Heard } from "./scenarios.ts"
import type { AnyAnswered, AnyWire, Sent } from "./wire.ts"

type Chunk = SpeechChunk | TranscriptionChunk

/** The stream of an answer, of either operation. */
export const streamOf = (wire: AnyWire, baseUrl: string, ask: object, by?: AnyAnswered["by"]) =>
  Effect.gen(function* () {
    const served = { [wire.operation]: by ?? wire.protocol } as never
    const provider = Provider.make<AnyWire["operation"]>({ id: "vendor", baseUrl, auth: Auth.none, operations: served })
    const member = yield* Effect.fromNullishOr(
      get((yield* Layer.build(Provider.layer(provider))) as never, wire.operation)
    )
    return member.stream({ model: "m", ...ask } as never)
  })

export const play = (wire: AnyWire, baseUrl: string, ask: object, by?: AnyAnswered["by"]) =>
  Effect.gen(function* () {
    const { chunks, error } = yield* Kit.hear(yield* streamOf(wire, baseUrl, ask, by))
    const said = chunks as ReadonlyArray<Chunk>
    const places = (tag: string) => said.flatMap(({ _tag }, at) => (_tag === tag ? [at] : []))
    return { heard: heardOf(wire, said), error, starts: places("Start"), ends: places("Finish"), count: said.length }
  }).pipe(Effect.scoped)

const heardOf = ({ operation }: AnyWire, chunks: ReadonlyArray<Chunk>): Heard => {
  const fold = operations[operation].fold()
  for (const chunk of chunks) fold.add(chunk as never)
  const answer = fold.answer()
  if (answer === undefined) return { said: "", reason: "", usage: undefined, timed: [] }
  const { reason, usage } = answer
  const told = { reason, usage: usage && { input: usage.input, output: usage.output } }
  return "audio" in answer
    ? { ...told, said: Buffer.from(answer.audio).toString("base64"), timed: answer.spoken ?? [] }
    : { ...told, said: answer.text, timed: [...byOrder(answer.segments), ...answer.words] }
}

/** Speakers by when they first speak: each vendor names them in its own way. */
const byOrder = (segments: ReadonlyArray<Heard["timed"][number]>): Heard["timed"] => {
  const speakers = [...new Set(segments.map(({ speaker }) => speaker))]
  return segments.map((segment) =>
    segment.speaker === undefined
      ? segment
      : { ...segment, speaker: `speaker_${speakers.indexOf(segment.speaker) + 1}` }
  )
}

/** What was asked, whatever form it has. */
export const sentOf = async ({ body, headers, path }: Asked): Promise<Sent> => {
  const url = new URL(path, "http://vendor")
  const bytes = await body
  const type = String(headers["content-type"])
  const sent = { path: url.pathname, query: Object.fromEntries(url.searchParams), json: {}, form: {}, recording: {} }
  if (type.includes("json")) return { ...sent, json: JSON.parse(String(bytes)) }
  if (!type.startsWith("multipart/")) return { ...sent, recording: { bytes: bytes.toString("base64"), type } }
  const form = [...(await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData())]
  const file = form.map(([, value]) => value).find((value) => typeof value !== "string")
  return {
    ...sent,
    form: Object.fromEntries(form.filter(([, value]) => typeof value === "string")),
    ...(file instanceof Blob && {
      recording: { bytes: Buffer.from(await file.arrayBuffer()).toString("base64"), type: file.type }
    })
  }
}
