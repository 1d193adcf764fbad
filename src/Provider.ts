/**
 * A provider is a deployment: an address, a way to authenticate, and a table from operations to protocols. It is
 * plain data; a variant is a spread. `layer` turns it into members of `StreamingProvider`; `Attempt` runs them.
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Operation } from "../schemas/Operation.ts"
import * as Attempt from "./http/Attempt.ts"
import type * as Auth from "./Auth.ts"
import * as Framing from "./Framing.ts"
import type { Protocol } from "./Protocol.ts"
import * as Request from "./service/Request.ts"
import * as Socket from "./http/Socket.ts"
import * as StreamingProvider from "./StreamingProvider.ts"
import type { Timeouts } from "./Timeouts.ts"
import * as Witness from "./service/Witness.ts"

/** A value, or where to read it. */
export type Configurable<A> = A | Config.Config<A>

export interface Provider<O extends Operation> {
  /** Its name in errors, spans, `Start.provider` and `providerOptions`. */
  readonly id: string
  /** Without a slash at its end. */
  readonly baseUrl: Configurable<string>
  readonly auth: Auth.Auth
  /** Sent with every request. An empty value is left out. */
  readonly headers?: Configurable<Readonly<Record<string, string>>>
  /** Where this provider's clocks differ from the defaults. */
  readonly timeouts?: Configurable<Timeouts>
  /** Your names for its models: `{ fast: "gpt-4o-mini" }`. */
  readonly models?: Configurable<Readonly<Record<string, string>>>
  /** Changes the HTTP client that this provider uses. */
  readonly transformClient?: (client: HttpClient.HttpClient) => HttpClient.HttpClient
  /** How large one event of an answer may grow, in bytes. Default: 10 MiB. */
  readonly maxFrameBytes?: number
  readonly decode?: Decode
  /** What it serves, and in which wire language. */
  readonly operations: { readonly [K in O]: Protocol<K> | Row<K> }
}

/** How answers are read. It changes what they cost, and nothing of what is heard. */
export interface Decode {
  /**
   * Whether the JSON of an event that differs from an earlier one in a few strings or counts is read by the template
   * of that one, and not parsed again. Default: yes.
   */
  readonly memo?: boolean
}

/** A row of the table that authenticates in its own way. */
export interface Row<O extends Operation> {
  readonly protocol: Protocol<O>
  readonly auth: Auth.Auth
}

/** The record itself; it infers which operations there are. */
export const make = <O extends Operation>(provider: Provider<O>): Provider<O> => provider

/** A protocol under a path of its own: `under("/v1", …)`, where not all that a provider serves stands at its base URL. */
export const under = <O extends Operation>(path: string, protocol: Protocol<O>): Protocol<O> => ({
  ...protocol,
  open: (request, options) =>
    Result.map(protocol.open(request, options), (exchange) => ({
      ...exchange,
      request: HttpClientRequest.prependUrl(exchange.request, path)
    }))
})

/** The members that this provider serves. Fails to build with `ConfigError` where its key or another setting is missing. */
export const layer = <O extends Operation>(
  provider: Provider<O>
): Layer.Layer<StreamingProvider.Supports<O>, Config.ConfigError, HttpClient.HttpClient> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { transformClient = (client: HttpClient.HttpClient) => client } = provider
      const deployment: Attempt.Deployment = {
        id: provider.id,
        baseUrl: yield* Effect.flatMap(read(provider.baseUrl), (url) => checkUrl(provider.id, url)),
        headers: given(yield* read(provider.headers ?? {})),
        timeouts: yield* read(provider.timeouts ?? {}),
        memo: provider.decode?.memo ?? true,
        limits: { maxFrameBytes: provider.maxFrameBytes ?? Framing.defaultLimits.maxFrameBytes },
        client: Attempt.client(transformClient(yield* HttpClient.HttpClient)),
        open: Socket.make(yield* Effect.scope)
      }
      const models = new Map(Object.entries(yield* read(provider.models ?? {})))
      const rows: Rows = provider.operations
      const authenticators = yield* authenticatorsOf(provider.auth, rows)

      return StreamingProvider.make(<K extends Operation>(operation: K): StreamingProvider.Service<K> | undefined => {
        const row: Protocol<K> | Row<K> | undefined = rows[operation]
        const authenticate = authenticators.get(operation)
        if (row === undefined || authenticate === undefined) return undefined
        const protocol = "protocol" in row ? row.protocol : row
        const gate = Request.gate({ provider: provider.id, operation })
        return {
          provider: provider.id,
          operation,
          stream: (asked) =>
            gate(asked, (checked, origin) => {
              const request = { ...checked, model: models.get(checked.model) ?? checked.model }
              return authenticate((sign, key) => {
                const signed = key === undefined ? origin : { ...origin, key }
                return Witness.attempt(signed)(
                  Attempt.run({ deployment, operation, protocol, request, origin: signed, sign })
                )
              })
            })
        }
      })
    })
  )

type Rows = { readonly [K in Operation]?: Protocol<K> | Row<K> }

/** One authenticator for all rows but those that bring their own: its state is shared as its keys are. */
const authenticatorsOf = Effect.fnUntraced(function* (auth: Auth.Auth, rows: Rows) {
  const all = new Map<string, Auth.Authenticator>()
  let shared: Auth.Authenticator | undefined // where nobody needs it, its key may be missing
  for (const [operation, row] of Object.entries(rows)) {
    all.set(operation, "auth" in row ? yield* row.auth : (shared ??= yield* auth))
  }
  return all
})

/** What a layer may be told by `Config`. Each is optional; where one is absent the provider's record holds. */
export interface Options {
  readonly apiKey?: Config.Config<Redacted.Redacted<string>>
  readonly baseUrl?: Config.Config<string>
  /** Sent besides the provider's own, and over them. */
  readonly headers?: Config.Config<Readonly<Record<string, string>>>
  readonly timeouts?: Config.Config<Timeouts>
  readonly models?: Config.Config<Readonly<Record<string, string>>>
  readonly decode?: Decode
  readonly transformClient?: (client: HttpClient.HttpClient) => HttpClient.HttpClient
}

/** A provider with settings of its own. `auth` says how it takes a key. */
export const configure = <O extends Operation>(
  provider: Provider<O>,
  auth: (key: Config.Config<Redacted.Redacted<string>>) => Auth.Auth,
  { apiKey, headers, ...settings }: Options
): Provider<O> => ({
  ...provider,
  ...settings,
  ...(apiKey && { auth: auth(apiKey) }),
  ...(headers && {
    headers: Config.map(Config.all([asConfig(provider.headers ?? {}), headers]), ([ours, more]) => ({
      ...lowerCased(ours),
      ...lowerCased(more)
    }))
  })
})

const asConfig = <A>(value: Configurable<A>): Config.Config<A> => (isConfig(value) ? value : Config.succeed(value))
const isConfig = <A>(value: Configurable<A>): value is Config.Config<A> => Config.isConfig(value)
const read = <A>(value: Configurable<A>): Effect.Effect<A, Config.ConfigError> => asConfig(value)

/** Header names have no case: the later one wins, however it is spelled. */
const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const given = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""))

/** A base URL is told in errors: one that holds a secret, or is none, is refused when the layer is built. */
const checkUrl = (provider: string, text: string): Effect.Effect<string, Config.ConfigError> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const problem =
    url === undefined || !/^https?:$/.test(url.protocol)
      ? "is not an http(s) URL"
      : url.username !== "" || url.password !== ""
        ? "holds a user name or password; give the key by `auth`"
        : url.search !== "" || url.hash !== ""
          ? "holds a query or fragment; give the path alone"
          : undefined
  if (problem === undefined) return Effect.succeed(text.replace(/\/+$/, ""))
  const message = `the base URL of provider "${provider}" ${problem}`
  return Effect.fail(new Config.ConfigError(new ConfigProvider.SourceError({ message })))
}
