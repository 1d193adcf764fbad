/** Providers with wires of their own that few share, for the table of all. */
import { type Row, served, writes } from "./Row.ts"

const geminiModels = {
  ...writes("gemini-2.5-flash"),
  speech: "gemini-2.5-flash-tts",
  transcription: "gemini-2.5-flash"
}

export const ownWires: ReadonlyArray<Row> = [
  served(
    {
      name: "bedrock",
      about: "Amazon Bedrock, in AWS_REGION; without its key it signs with the credentials of AWS's own tools",
      key: "AWS_BEARER_TOKEN_BEDROCK",
      models: writes("us.amazon.nova-lite-v1:0")
    },
    () => import("../../layers/Bedrock.ts")
  ),
  served(
    {
      name: "vertex",
      about: "Google Cloud's Vertex AI, in GOOGLE_CLOUD_PROJECT; without a token it signs in as Google's own tools do",
      key: "GOOGLE_OAUTH_ACCESS_TOKEN",
      models: geminiModels,
      voice: "Kore"
    },
    () => import("../../layers/Vertex.ts")
  ),
  served(
    {
      name: "vertex-express",
      about: "Google Cloud's Vertex AI with an API key and no project",
      key: "GOOGLE_API_KEY",
      models: geminiModels,
      voice: "Kore"
    },
    () => import("../../layers/VertexExpress.ts")
  ),
  served(
    {
      name: "elevenlabs",
      about: "ElevenLabs; a voice goes by its id",
      key: "ELEVENLABS_API_KEY",
      models: { speech: "eleven_flash_v2_5", transcription: "scribe_v1" },
      voice: "JBFqnCBsd6RMkjVDRZzb"
    },
    () => import("../../layers/ElevenLabs.ts")
  ),
  served(
    {
      name: "deepgram",
      about: "Deepgram; a voice is a part of its model's name",
      key: "DEEPGRAM_API_KEY",
      models: { speech: "aura-2", transcription: "nova-3" },
      voice: "thalia-en"
    },
    () => import("../../layers/Deepgram.ts")
  ),
  served(
    {
      name: "replicate",
      about: "Replicate",
      key: "REPLICATE_API_TOKEN",
      models: { text: "meta/meta-llama-3-8b-instruct" }
    },
    () => import("../../layers/Replicate.ts")
  ),
  served(
    {
      name: "tgi",
      about: "Hugging Face's Text Generation Inference on this machine, or elsewhere with --base-url",
      key: undefined,
      models: { text: "tgi" }
    },
    () => import("../../layers/Tgi.ts")
  )
]
