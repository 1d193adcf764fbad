/**
 * Deepgram: speech and transcription over HTTP (https://developers.deepgram.com/reference/text-to-speech/speak-request).
 * Reads `DEEPGRAM_API_KEY`. Voices are part of its models' names: `{ model: "aura-2", voice: "thalia-en" }`.
 *
 * Unverified against the live API: written from the types of its SDK 5.13.0, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as DeepgramSpeech from "../src/protocols/DeepgramSpeech.ts"
import * as DeepgramTranscription from "../src/protocols/DeepgramTranscription.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "deepgram",
  baseUrl: "https://api.deepgram.com/v1",
  auth: Auth.token(Config.Redacted("DEEPGRAM_API_KEY")),
  operations: { speech: DeepgramSpeech.protocol, transcription: DeepgramTranscription.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.token, options))
