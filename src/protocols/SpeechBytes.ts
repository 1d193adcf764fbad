/** Speech as raw bytes: the body is the audio, what it is stands in the content type, and its end is the answer's. */
import * as Decoder from "../Decoder.ts"

export const finish = { _tag: "Finish", reason: "stop" } as const

export const decoder = Decoder.bytes<"speech">({
  start: (head) => ({ ...Decoder.start(head), ...(head.contentType && { mediaType: head.contentType }) }),
  chunk: (data) => ({ _tag: "Audio", data }),
  finish,
  isForeign: (contentType) => /^text\/|^application\/([^;]*\+)?(json|xml)|html/i.test(contentType)
})
