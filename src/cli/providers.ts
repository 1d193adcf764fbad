/**
 * Who can be asked from the command line: a table from a name to a layer and its defaults. What a provider
 * serves is not said here: it is read from its layer. Layers are loaded when they are asked for.
 */
import type * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type { Operation } from "../../schemas/Operation.ts"
import type * as Provider from "../Provider.ts"

/** A provider's layer, and what it serves and speaks with. */
export interface Loaded {
  readonly layer: Layer.Layer<never, unknown, HttpClient.HttpClient>
  readonly operations: () => Promise<ReadonlyArray<string>>
  readonly voices: ReadonlyArray<string>
}

export interface Row {
  readonly name: string
  readonly about: string
  /** The environment variable that holds its key, if it needs one. */
  readonly key: string | undefined
  /** The model that is asked when none is named. */
  readonly models: { readonly [O in Operation]?: string }
  /** The voice that speaks when none is named. */
  readonly voice: string
  /** Loads its layer. `baseUrl` is another server that speaks its language; only where `takesBaseUrl`. */
  readonly load: (baseUrl: string | undefined) => Promise<Loaded>
  readonly takesBaseUrl: boolean
}

/** A provider's module: its record, and the voices it lists if it speaks. */
interface Module<O extends Operation> {
  readonly provider: Provider.Provider<O>
  readonly voices?: Readonly<Record<string, string>>
}

/** A row whose provider is a record: all but `local`. Another server needs no key. */
const served = <O extends Operation>(
  row: Omit<Row, "voice" | "takesBaseUrl" | "load"> & { readonly voice?: string },
  load: () => Promise<Module<O>>
): Row => ({
  voice: "",
  ...row,
  takesBaseUrl: true,
  load: async (baseUrl) => {
    const [{ provider, voices = {} }, Provider, Auth] = await Promise.all([
      load(),
      import("../Provider.ts"),
      import("../Auth.ts")
    ])
    const deployment = baseUrl === undefined ? provider : { ...provider, baseUrl, auth: Auth.optional(provider.auth) }
    return {
      layer: Provider.layer(deployment),
      operations: async () => Object.keys(provider.operations),
      voices: Object.keys(voices)
    }
  }
})

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

/** The same model for both: text goes through chat there, or both are the model's own. */
const writes = (model: string) => ({ text: model, chat: model })

const anthropic = served(
  { name: "anthropic", about: "Anthropic", key: "ANTHROPIC_API_KEY", models: writes("claude-sonnet-4-5") },
  () => import("../../layers/Anthropic.ts")
)

const gemini = served(
  { name: "gemini", about: "Google's Gemini API", key: "GEMINI_API_KEY", models: writes("gemini-2.5-flash") },
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
    return { layer, operations: () => servedBy(layer), voices: voices.map(({ id }) => id) }
  }
}

export const providers: ReadonlyArray<Row> = [openai, anthropic, gemini, cohere, ollama, local]

export const find = (name: string): Row | undefined => providers.find((row) => row.name === name)
