/** The conversation in sound: a text is said, a recording is written down, and the one outcome of each on all wires. */
import type { SpeechRequest } from "effect-bifrost/schemas/Speech"
import type { TranscriptionRequest } from "effect-bifrost/schemas/Transcription"

/** What is said of a recording, or said aloud. */
export const words = "Ég gæti brúarinnar 🌈."
/** A file that is known by its beginning. */
export const recording = Uint8Array.of(0xff, 0xfb, 0x90, 0x64, 0, 1)
/** Raw samples: no byte of them is text. */
export const audio = Uint8Array.from({ length: 64 }, (_, at) => (at * 37 + 129) % 256)

export interface Heard {
  /** Base64 of what is heard of speech; of a recording, its text. */
  readonly said: string
  readonly reason: string
  readonly usage: { readonly input: number | undefined; readonly output: number | undefined } | undefined
  /** With times: characters or words, or stretches by their speakers. */
  readonly timed: ReadonlyArray<{
    readonly text: string
    readonly start: number
    readonly end: number
    readonly speaker?: string
  }>
}
export interface Fails {
  readonly tag: string
  readonly isRetryable: boolean
  readonly isFallbackable: boolean
}
export interface Scenario<Ask> {
  readonly ask: Ask
  readonly hears: Heard
  readonly fails?: Fails
}

const fails = <Ask>(ask: Ask, hears: Heard, tag: string, isRetryable: boolean, isFallbackable = true) => ({
  ask,
  hears,
  fails: { tag, isRetryable, isFallbackable }
})
const failures = <Ask>(ask: Ask, hears: Heard) => ({
  "bad request": fails(ask, hears, "Rejected", false, false),
  unauthorized: fails(ask, hears, "Unauthorized", false),
  "rate limit": fails(ask, hears, "RateLimited", true),
  quota: fails(ask, hears, "QuotaExceeded", false),
  overloaded: fails(ask, hears, "Overloaded", true),
  "server error": fails(ask, hears, "ServerFailed", true),
  "error inside a 200": fails(ask, hears, "ServerFailed", true)
})

/** What an answer costs, where its wire says so. */
export const usage = { input: 11, output: 7 } as const

const spoken: Heard = { said: Buffer.from(audio).toString("base64"), reason: "stop", usage: undefined, timed: [] }
type Speak = Omit<SpeechRequest, "model">
const speak: Speak = { input: words, voice: "alloy" }

export const times = [
  { text: "É", start: 0, end: 0.125 },
  { text: "g", start: 0.125, end: 0.25 }
]

const speech = {
  plain: { ask: speak, hears: spoken },
  "a format": { ask: { ...speak, format: "pcm" }, hears: spoken },
  speed: { ask: { ...speak, speed: 1.5 }, hears: spoken },
  instructions: { ask: { ...speak, instructions: "Whisper." }, hears: spoken },
  times: { ask: speak, hears: { ...spoken, timed: times } },
  "what it cost": { ask: speak, hears: { ...spoken, usage } },
  "any reads": { ask: speak, hears: spoken },
  cancellation: { ask: speak, hears: spoken },
  ...failures(speak, spoken)
} as const satisfies Readonly<Record<string, Scenario<Speak>>>

const written: Heard = { said: words, reason: "stop", usage: undefined, timed: [] }
type Write = Omit<TranscriptionRequest, "model">
const write: Write = { audio: recording }

export const inWords = [
  { text: "Ég", start: 0.25, end: 0.5 },
  { text: "gæti", start: 0.5, end: 1 }
]
export const inSegments = [{ text: words, start: 0.25, end: 1.5 }]
export const bySpeakers = [
  { text: "Ég gæti", start: 0.25, end: 1, speaker: "speaker_1" },
  { text: "brúarinnar 🌈.", start: 1, end: 1.5, speaker: "speaker_2" }
]

const transcription = {
  plain: { ask: write, hears: written },
  "a language": { ask: { ...write, language: "is" }, hears: written },
  "words to expect": { ask: { ...write, prompt: "Bifröst" }, hears: written },
  "times of words": { ask: { ...write, timestamps: ["word"] }, hears: { ...written, timed: inWords } },
  "times of segments": { ask: { ...write, timestamps: ["segment"] }, hears: { ...written, timed: inSegments } },
  speakers: { ask: { ...write, diarization: true }, hears: { ...written, timed: bySpeakers } },
  "what it cost": { ask: write, hears: { ...written, usage } },
  "any reads": { ask: write, hears: written },
  cancellation: { ask: write, hears: written },
  ...failures(write, written)
} as const satisfies Readonly<Record<string, Scenario<Write>>>

export const scenarios = { speech, transcription }
export type Sounding = keyof typeof scenarios
export type Name<O extends Sounding> = keyof (typeof scenarios)[O] & string
export const namesOf = <O extends Sounding>(operation: O) => Object.keys(scenarios[operation]) as ReadonlyArray<Name<O>>
