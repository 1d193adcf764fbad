/**
 * This machine: no key, no network. Speech is Flite and transcription is Moonshine-tiny, both real, English, and
 * optional packages; text, chat and responses are a guide to this library, which is not a language model and says so.
 */
import * as Effect from "effect/Effect"
import * as Flite from "../src/local/Flite.ts"
import * as LocalChat from "../src/local/LocalChat.ts"
import * as LocalResponses from "../src/local/LocalResponses.ts"
import * as LocalSpeech from "../src/local/LocalSpeech.ts"
import * as LocalText from "../src/local/LocalText.ts"
import * as LocalTranscription from "../src/local/LocalTranscription.ts"
import * as Moonshine from "../src/local/Moonshine.ts"
import * as Opening from "../src/local/Opening.ts"
import { StreamingProvider } from "../src/StreamingProvider.ts"

/** The voices of its speech, with what they sound like. A voice it does not have is stood in for, and `Start.warnings` says by which. */
export { voices } from "../src/local/Flite.ts"

export interface Options {
  /** Moonshine-tiny's two files, as paths, `file:` URLs or bytes. Default: those in the package `@moonshine-ai/moonshine-js`. */
  readonly model?: NonNullable<Moonshine.Options["model"]>
}

/** With a model of your own. An engine whose package is missing fails its requests with `Misconfigured`, which says what to install. */
export const layerWith = (options: Options) =>
  StreamingProvider.layerEffect(
    Opening.provider,
    Effect.gen(function* () {
      const flite = yield* Effect.result(Flite.make())
      const moonshine = yield* Effect.result(Moonshine.make(options))
      return {
        text: LocalText.stream,
        chat: LocalChat.stream,
        responses: LocalResponses.stream,
        speech: LocalSpeech.stream(flite),
        transcription: LocalTranscription.stream(moonshine)
      }
    })
  )

/** All five operations. The engines start with the first request that needs them, and end with the layer. */
export const layer = layerWith({})
