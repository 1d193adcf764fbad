/** Speech and transcription through Gemini's chat wire: a prompt that is said, and one that asks for a transcript. */
import * as GeminiSpeech from "effect-bifrost/protocols/GeminiSpeech"
import * as GeminiTranscription from "effect-bifrost/protocols/GeminiTranscription"
import { errors, failure } from "../gemini.ts"
import { refused, unsaid, words as split } from "../wire.ts"
import { audio, recording, usage, words } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const { "context length": _, ...failures } = errors
const chunk = (parts: ReadonlyArray<object>, more: object = {}) =>
  `data: ${JSON.stringify({
    candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
    usageMetadata: {
      promptTokenCount: usage.input,
      candidatesTokenCount: usage.output,
      totalTokenCount: usage.input + usage.output
    },
    modelVersion: "gemini-tts",
    responseId: "9kQ"
  })}\r\n\r\n`
const broken = `data: ${JSON.stringify(failure.body)}\r\n\r\n`

const sound = Wire.pieces(audio).map((piece) =>
  chunk([{ inlineData: { mimeType: "audio/L16;codec=pcm;rate=24000", data: Wire.base64(piece) } }])
)
const end = chunk([], { finishReason: "STOP" })
const voice = { speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "alloy" } } } }
const spoken = {
  json: { contents: [{ parts: [{ text: words }] }], generationConfig: { responseModalities: ["AUDIO"], ...voice } }
}
const said = { sends: spoken, answers: [...sound, end] }

export const speech = Wire.make<"speech">({
  name: "gemini-generate-content, speech",
  operation: "speech",
  protocol: GeminiSpeech.protocol,
  path: "/models/m:streamGenerateContent",
  contentType: "text/event-stream",
  cells: {
    ...failures,
    plain: said,
    // there is no other
    "a format": said,
    speed: refused("speed", "how fast is a matter of instructions"),
    instructions: { ...said, sends: { json: { contents: [{ parts: [{ text: `Whisper.\n\n${words}` }] }] } } },
    times: unsaid("its speech has no times"),
    "what it cost": said,
    "any reads": said,
    cancellation: said,
    "error inside a 200": { sends: spoken, answers: [...sound, broken], says: failure.says }
  }
})

const prompt = "Generate a transcript of the speech, and nothing else."
const written = (text: string) => ({
  json: {
    contents: [{ parts: [{ text }, { inlineData: { mimeType: "audio/mpeg", data: Wire.base64(recording) } }] }]
  }
})
const text = split(words).map((text) => chunk([{ text }]))
const plain = { sends: written(prompt), answers: [...text, end] }

export const transcription = Wire.make<"transcription">({
  name: "gemini-generate-content, transcription",
  operation: "transcription",
  protocol: GeminiTranscription.protocol,
  path: "/models/m:streamGenerateContent",
  contentType: "text/event-stream",
  cells: {
    ...failures,
    plain,
    "a language": { ...plain, sends: written(`${prompt} It is in the language is.`) },
    "words to expect": { ...plain, sends: written(`${prompt} Bifröst`) },
    "times of words": refused("timestamps", "a transcript is what a model writes to a prompt"),
    "times of segments": refused("timestamps", "a transcript is what a model writes to a prompt"),
    speakers: refused("diarization", "a transcript is what a model writes to a prompt"),
    "what it cost": plain,
    "any reads": plain,
    cancellation: plain,
    "error inside a 200": { sends: plain.sends, answers: [...text, broken], says: failure.says }
  }
})
