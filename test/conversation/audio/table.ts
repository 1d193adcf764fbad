/** All wires that speak or write down, and which scenarios each serves, as the guide shows it. */
import * as Markdown from "../markdown.ts"
import * as Deepgram from "./deepgram.ts"
import * as ElevenLabs from "./elevenlabs.ts"
import * as Gemini from "./gemini.ts"
import * as Mistral from "./mistral.ts"
import * as OpenAi from "./openai.ts"
import * as Sarvam from "./sarvam.ts"
import { type Name, namesOf, type Sounding } from "./scenarios.ts"
import type { Wire } from "./wire.ts"

export const speech: ReadonlyArray<Wire<"speech">> = [
  OpenAi.speech,
  ElevenLabs.speech,
  ElevenLabs.timestamps,
  Deepgram.speech,
  Gemini.speech,
  Sarvam.speech
]
export const transcription: ReadonlyArray<Wire<"transcription">> = [
  OpenAi.transcription,
  Mistral.transcription,
  ElevenLabs.transcription,
  Deepgram.transcription,
  Gemini.transcription,
  Sarvam.transcription
]

const guide = <O extends Sounding>(operation: O, wires: ReadonlyArray<Wire<O>>): string =>
  Markdown.markdown(
    namesOf(operation),
    wires.map(({ cells, name }) => ({
      name: name.replace(/,.*/, ""),
      gap: (row) => Markdown.whyNot(cells[row as Name<O>])
    }))
  )

export const markdown = {
  speech: () => guide("speech", speech),
  transcription: () => guide("transcription", transcription)
}
