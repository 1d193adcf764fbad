/**
 * Google Cloud's Vertex AI: chat with Gemini, Claude, Mistral's and open models; text and Responses through chat;
 * speech and transcription with Gemini. A model is called `publisher/name`; `publishers` is who speaks what.
 *
 *   google/gemini-2.5-flash, anthropic/claude-sonnet-4-5@20250929, meta/llama-3.3-70b-instruct-maas
 *
 * Reads `GOOGLE_CLOUD_PROJECT`, and where it is set `GOOGLE_CLOUD_LOCATION`; signs in with the token in
 * `GOOGLE_OAUTH_ACCESS_TOKEN`, without it with Application Default Credentials, by the package `google-auth-library`.
 * `layerConfig({ token })` takes a token that is made anew. With an API key alone: `VertexExpress`.
 *
 * Written from the URLs and types of Google's SDK @google/genai 2.32.0 and from
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude,
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/maas/call-open-model-apis,
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/speech/text-to-speech and
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/audio-understanding, read in excerpts 2026-11;
 * unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Google from "../src/auth/Google.ts"
import * as Conversion from "../src/Conversion.ts"
import * as GeminiSpeech from "../src/protocols/GeminiSpeech.ts"
import * as GeminiTranscription from "../src/protocols/GeminiTranscription.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as VertexModels from "../src/protocols/VertexModels.ts"
import * as Provider from "../src/Provider.ts"

/**
 * Who speaks what. A bare name is Google's own, or Anthropic's where it begins with `claude-`. Tuned models of Gemini
 * are called `endpoints/…`; all other publishers' go by OpenAI's chat.
 */
export const publishers = {
  google: VertexModels.gemini(VertexModels.geminiChat),
  endpoints: VertexModels.tuned(VertexModels.geminiChat),
  anthropic: VertexModels.claude,
  mistralai: VertexModels.partner("mistralai", OpenAiDialect.mistral)
}

const chat = VertexModels.byPublisher(publishers, VertexModels.open({}))
const speech = VertexModels.byPublisher({ google: VertexModels.gemini(GeminiSpeech.protocol) })
const transcription = VertexModels.byPublisher({ google: VertexModels.gemini(GeminiTranscription.protocol) })

/** Where a location has a host that is not named after it as regions' are. */
const hosts = new Map([
  ["global", "aiplatform.googleapis.com"],
  ["us", "aiplatform.us.rep.googleapis.com"],
  ["eu", "aiplatform.eu.rep.googleapis.com"]
])
const envProject = Config.String("GOOGLE_CLOUD_PROJECT")
const envLocation = Config.withDefault(Config.String("GOOGLE_CLOUD_LOCATION"), "global")
const at = (project: Config.Config<string>, location: Config.Config<string>) =>
  Config.map(Config.all({ project, location }), ({ location, project }) => {
    const host = hosts.get(location) ?? `${location}-aiplatform.googleapis.com`
    return `https://${host}/v1/projects/${project}/locations/${location}`
  })

export const provider = Provider.make({
  id: "vertex",
  baseUrl: at(envProject, envLocation),
  auth: Auth.orElse(Auth.bearer(Config.Redacted("GOOGLE_OAUTH_ACCESS_TOKEN")), Google.applicationDefault()),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: Conversion.responsesViaChat(chat),
    speech,
    transcription
  }
})

export const layer = Provider.layer(provider)

export interface Options extends Omit<Provider.Options, "apiKey"> {
  /** Default: `GOOGLE_CLOUD_PROJECT`. */
  readonly project?: Config.Config<string>
  /** Default: `GOOGLE_CLOUD_LOCATION`, and without it `global`. */
  readonly location?: Config.Config<string>
  /** Asked for with each attempt. Without it: `GOOGLE_OAUTH_ACCESS_TOKEN`, or Application Default Credentials. */
  readonly token?: Auth.Token
}

export const layerConfig = ({ location = envLocation, project = envProject, token, ...options }: Options) =>
  Provider.layer({
    ...Provider.configure({ ...provider, baseUrl: at(project, location) }, Auth.bearer, options),
    ...(token && { auth: Auth.bearerFrom(token) })
  })
