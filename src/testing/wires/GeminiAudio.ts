/** Speech and transcription by Gemini's streamGenerateContent, as they are written: what is asked tells them from a chat. */
import * as Gemini from "./GeminiGenerateContent.ts"
import * as Wire from "./Wire.ts"

export const speech = Wire.make<"speech">({
  ...Gemini.shared,
  operation: "speech",
  isFor: (asked) => Gemini.isPath(asked) && Gemini.isSpoken(asked),
  writer: (asked) => {
    const write = Gemini.events(asked)
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Audio": {
          const inlineData = { mimeType: "audio/L16;codec=pcm;rate=24000", data: Wire.base64(chunk.data) }
          return [write(0, [{ inlineData }])]
        }
        case "Finish":
          return [write(0, [{ text: "" }], Gemini.finishReason(chunk.reason), Gemini.usageMetadata(chunk.usage))]
      }
    }
  }
})

/** A chat about a recording looks the same: it is this one where the server was given scripts for transcription. */
export const transcription = Wire.make<"transcription">({
  ...Gemini.shared,
  operation: "transcription",
  isFor: (asked) => Gemini.shared.isFor(asked) && Wire.has(asked.fields["contents"], isHeard),
  writer: (asked) => {
    const write = Gemini.events(asked)
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return [write(0, [{ text: chunk.delta }])]
        case "Segment":
        case "Word":
          throw Wire.wordless("gemini-generate-content", chunk)
        case "Finish":
          return [write(0, [{ text: "" }], Gemini.finishReason(chunk.reason), Gemini.usageMetadata(chunk.usage))]
      }
    }
  }
})

const isHeard = (content: unknown): boolean =>
  Wire.has(Wire.fieldOf(content, "parts"), (part) =>
    Wire.textOf(Wire.fieldOf(Wire.fieldOf(part, "inlineData"), "mimeType")).startsWith("audio/")
  )
