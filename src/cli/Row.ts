/** A row of the table of providers: a name, what is said of it, and a layer with its defaults, loaded when asked for. */
import type * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type { Operation } from "../../schemas/Operation.ts"
import type * as Protocol from "../Protocol.ts"
import type * as Provider from "../Provider.ts"

/** An operation that a provider serves. */
export interface Served {
  readonly operation: string
  /** The operation whose wire it goes through, where it has none of its own. */
  readonly via?: Operation
  /** Whether its answers come in one piece. */
  readonly whole?: boolean
}

/** A provider's layer, and what it serves and speaks with. */
export interface Loaded {
  readonly layer: Layer.Layer<never, unknown, HttpClient.HttpClient>
  readonly operations: () => Promise<ReadonlyArray<Served>>
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
export const served = <O extends Operation>(
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
      operations: async () => servedBy(provider.operations),
      voices: Object.keys(voices)
    }
  }
})

type Table = { readonly [O in Operation]?: Protocol.Protocol<O> | Provider.Row<O> }
const servedBy = (table: Table): ReadonlyArray<Served> =>
  Object.entries(table).map(([operation, row]) => {
    const { converts, whole = false } = "protocol" in row ? row.protocol : row
    return { operation, whole, ...(converts !== undefined && { via: converts }) }
  })

/** The same model for all that writes: what is no wire of the provider's goes through its chat. */
export const writes = (model: string) => ({ text: model, chat: model, responses: model })
