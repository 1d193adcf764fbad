/**
 * ElevenLabs: speech and transcription (https://elevenlabs.io/docs/api-reference/text-to-speech/stream). Reads
 * `ELEVENLABS_API_KEY`. A voice goes by its id. For the times of what is spoken put `ElevenLabsSpeech.timestamps`
 * into `operations`.
 *
 * Unverified against the live API: written from the types of its SDK 2.73.0, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as ElevenLabsSpeech from "../src/protocols/ElevenLabsSpeech.ts"
import * as ElevenLabsTranscription from "../src/protocols/ElevenLabsTranscription.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "elevenlabs",
  baseUrl: "https://api.elevenlabs.io/v1",
  auth: Auth.header("xi-api-key", Config.Redacted("ELEVENLABS_API_KEY")),
  operations: { speech: ElevenLabsSpeech.protocol, transcription: ElevenLabsTranscription.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, (key) => Auth.header("xi-api-key", key), options))
