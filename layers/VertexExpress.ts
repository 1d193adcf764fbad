/**
 * Google Cloud's Vertex AI in express mode, which needs no project: Gemini by chat, speech and transcription; text and
 * Responses through chat
 * (https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference).
 * Reads `GOOGLE_API_KEY`. Other publishers' models want a project: `Vertex`.
 *
 * Read in excerpts 2026-11, beside the code of Google's SDK @google/genai 2.32.0; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as GeminiSpeech from "../src/protocols/GeminiSpeech.ts"
import * as GeminiTranscription from "../src/protocols/GeminiTranscription.ts"
import * as VertexModels from "../src/protocols/VertexModels.ts"
import * as Provider from "../src/Provider.ts"

const chat = VertexModels.byPublisher({ google: VertexModels.gemini(VertexModels.geminiChat) })

export const provider = Provider.make({
  id: "vertex-express",
  baseUrl: "https://aiplatform.googleapis.com/v1",
  auth: Auth.header("x-goog-api-key", Config.Redacted("GOOGLE_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: Conversion.responsesViaChat(chat),
    speech: VertexModels.byPublisher({ google: VertexModels.gemini(GeminiSpeech.protocol) }),
    transcription: VertexModels.byPublisher({ google: VertexModels.gemini(GeminiTranscription.protocol) })
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, (key) => Auth.header("x-goog-api-key", key), options))
