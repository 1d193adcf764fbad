/**
 * Who can be asked from the command line: a table from a name to a layer and its defaults. What a provider
 * serves is not said here: it is read from its layer. Layers are loaded when they are asked for.
 */
import { imitators } from "./imitators.ts"
import { ownWires } from "./ownWires.ts"
import { type Row, served, writes } from "./Row.ts"

export type { Loaded, Row, Served } from "./Row.ts"

const openai = served(
  {
    name: "openai",
    about: "OpenAI, or with --base-url any server that speaks its language",
    key: "OPENAI_API_KEY",
    models: {
      text: "gpt-4o-mini",
      chat: "gpt-4o-mini",
      responses: "gpt-4o-mini",
      speech: "gpt-4o-mini-tts",
      transcription: "gpt-4o-mini-transcribe"
    },
    voice: "alloy"
  },
  () => import("../../layers/OpenAI.ts")
)

const anthropic = served(
  { name: "anthropic", about: "Anthropic", key: "ANTHROPIC_API_KEY", models: writes("claude-sonnet-4-5") },
  () => import("../../layers/Anthropic.ts")
)

const geminiModels = {
  ...writes("gemini-2.5-flash"),
  speech: "gemini-2.5-flash-preview-tts",
  transcription: "gemini-2.5-flash"
}
const gemini = served(
  { name: "gemini", about: "Google's Gemini API", key: "GEMINI_API_KEY", models: geminiModels, voice: "Kore" },
  () => import("../../layers/Gemini.ts")
)

const cohere = served(
  { name: "cohere", about: "Cohere", key: "CO_API_KEY", models: writes("command-a-03-2025") },
  () => import("../../layers/Cohere.ts")
)

const ollama = served(
  {
    name: "ollama",
    about: "Ollama on this machine, or elsewhere with --base-url",
    key: undefined,
    models: writes("llama3.2")
  },
  () => import("../../layers/Ollama.ts")
)

const local: Row = {
  name: "local",
  about: "this machine, without a key or a network; its `guide` is not a language model",
  key: undefined,
  models: { text: "guide", chat: "guide", responses: "guide", speech: "flite", transcription: "moonshine-tiny" },
  voice: "rms",
  takesBaseUrl: false,
  load: async () => {
    const [{ layer, voices }, { servedBy }] = await Promise.all([
      import("../../layers/Local.ts"),
      import("./served.ts")
    ])
    return {
      layer,
      operations: async () => (await servedBy(layer)).map((operation) => ({ operation })),
      voices: voices.map(({ id }) => id)
    }
  }
}

export const providers: ReadonlyArray<Row> = [
  openai,
  anthropic,
  gemini,
  cohere,
  ollama,
  ...ownWires,
  ...imitators,
  local
]

export const find = (name: string): Row | undefined => providers.find((row) => row.name === name)
