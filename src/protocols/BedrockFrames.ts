/**
 * What Bedrock sends in the frames of an AWS event stream, each as one JSON text: the events of ConverseStream, or a
 * model's own events in envelopes. What went wrong reads `{ "type": "error", "error": … }` on both.
 */
import * as Result from "effect/Result"
import type { Reason } from "../../schemas/Reason.ts"
import { BedrockEnvelope } from "../../schemas/wire/Bedrock.ts"
import * as Base64 from "../wire/Base64.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"
import * as Framing from "../Framing.ts"
import * as Misfit from "../wire/Misfit.ts"

/** A frame that the decoders of other wires can read, too. */
export type Frame = Framing.SseFrame
const frameOf = (data: string): Frame => ({ event: "message", data, id: "" })

/** `{ "contentBlockDelta": … }`, as Nova names its events inside of envelopes. */
export const converse: Framing.Framing<Frame> = (emit, limits) =>
  Framing.eventStream((frame) => {
    emit(frameOf(errorIn(frame) ?? `{${JSON.stringify(frame.name)}:${frame.data === "" ? "{}" : frame.data}}`))
  }, limits)

/** A model's own events, taken out of their envelopes. */
export const invokeModel: Framing.Framing<Frame> = (emit, limits) => {
  let failure: Reason | undefined
  const frames = Framing.eventStream((frame) => {
    if (failure !== undefined) return
    const error = errorIn(frame)
    if (error !== undefined) return emit(frameOf(error))
    if (frame.name !== "chunk") return
    const read = envelope(frame.data)
    if (Result.isFailure(read)) failure = Misfit.at("a frame", read.failure)
    else emit(frameOf(utf8.decode(Base64.decode(read.success.bytes))))
  }, limits)
  return {
    feed: (bytes) => {
      const error = frames.feed(bytes)
      return failure ?? error
    },
    flush: () => failure ?? frames.flush()
  }
}

const envelope = Decoder.json(BedrockEnvelope, "a payload of bytes")
const utf8 = new TextDecoder()

const errorIn = ({ data, kind, name }: Framing.EventStreamFrame): string | undefined => {
  if (kind === "event") return undefined
  const { description } = Fault.readBody(data)
  return JSON.stringify({ type: "error", error: { code: name, message: description } })
}
