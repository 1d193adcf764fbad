/**
 * How requests prove who sends them. Secrets are read from `Config` when a layer is built, stay `Redacted`, and
 * are put on a request last. An authenticator runs an attempt with a way to sign it, so that it may run the
 * attempt again with another secret while nothing was heard.
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import type * as SchemaIssue from "effect/SchemaIssue"
import type * as Stream from "effect/Stream"
import type { BifrostError } from "../schemas/BifrostError.ts"

export { keys, type Member, pool, type PoolOptions } from "./auth/Pool.ts"

/** Puts the proof on a whole request: its URL, headers and body are final by then. */
export type Sign = (
  request: HttpClientRequest.HttpClientRequest
) => Effect.Effect<HttpClientRequest.HttpClientRequest, BifrostError>

/** Which key of several signs is told by its label, never by its value. */
export type Authenticator = <A, R>(
  attempt: (sign: Sign, key?: string) => Stream.Stream<A, BifrostError, R>
) => Stream.Stream<A, BifrostError, R>

/** Makes an authenticator, once for each layer. */
export interface Auth extends Effect.Effect<Authenticator, Config.ConfigError> {}

type Secret = Config.Config<Redacted.Redacted<string>>

const signing = (
  sign: (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
): Authenticator => custom((request) => Effect.succeed(sign(request)))

/** A scheme of your own, which may need time or the whole request (as AWS signatures do). */
export const custom =
  (sign: Sign): Authenticator =>
  (attempt) =>
    attempt(sign)

/** For servers that ask for nothing. */
export const none: Auth = Effect.succeed(signing((request) => request))

/** `Authorization: Bearer …` */
export const bearer = (secret: Secret): Auth =>
  Effect.map(secret, (value) => signing(HttpClientRequest.bearerToken(value)))

/** A token that ends and is made anew, as Entra's or Google's are. It is asked for with each attempt: keep it while it lasts. */
export interface Token extends Effect.Effect<Redacted.Redacted<string>, BifrostError> {}

/** `Authorization: Bearer …` with such a token. */
export const bearerFrom = (token: Token): Auth =>
  Effect.succeed(custom((request) => Effect.map(token, (value) => HttpClientRequest.bearerToken(request, value))))

/** `Authorization: Token …` */
export const token = (secret: Secret): Auth =>
  Effect.map(secret, (value) => signing(HttpClientRequest.setHeader("authorization", `Token ${Redacted.value(value)}`)))

/** A header of the provider's own: `Auth.header("x-api-key", Config.Redacted("ANTHROPIC_API_KEY"))`. */
export const header = (name: string, secret: Secret): Auth =>
  Effect.map(secret, (value) => signing(HttpClientRequest.setHeader(name, Redacted.value(value))))

/**
 * Besides, headers that name an account: they go where the key goes, and not to a variant with another `auth`. An
 * empty value is left out.
 */
export const withHeaders = (auth: Auth, headers: Config.Config<Readonly<Record<string, string>>>): Auth =>
  Effect.map(Effect.all([auth, headers]), ([authenticate, values]): Authenticator => {
    const named = HttpClientRequest.setHeaders(Object.entries(values).filter(([, value]) => value !== ""))
    return (attempt) => authenticate((sign, key) => attempt((request) => Effect.map(sign(request), named), key))
  })

/** A query parameter. The URL is neither traced nor told in an error; prefer a header where the provider takes one. */
export const query = (name: string, secret: Secret): Auth =>
  Effect.map(secret, (value) => signing(HttpClientRequest.setUrlParam(name, Redacted.value(value))))

/**
 * The first where its secret is there, else the second. Only absence is forgiven; a source that fails, or a secret of
 * the wrong form, still fails.
 */
export const orElse = (auth: Auth, other: Auth): Auth =>
  Effect.catch(auth, (error) => Effect.flatMap(isAbsent(error), (absent) => (absent ? other : Effect.fail(error))))

/** With a secret where there is one, else without: for servers that may be open. */
export const optional = (auth: Auth): Auth => orElse(auth, none)

/** Whether nothing at all stands where the error points. */
const isAbsent = ({ cause }: Config.ConfigError): Effect.Effect<boolean> =>
  cause._tag !== "SchemaError"
    ? Effect.succeed(false)
    : Effect.flatMap(ConfigProvider.ConfigProvider, (provider) =>
        Effect.match(
          Effect.forEach(pathsOf(cause.issue, []), (path) => provider.load(path)),
          { onFailure: () => false, onSuccess: (found) => found.every((node) => node === undefined) }
        )
      )

const pathsOf = (issue: SchemaIssue.Issue, path: ConfigProvider.Path): ReadonlyArray<ConfigProvider.Path> => {
  switch (issue._tag) {
    case "Pointer":
      return pathsOf(issue.issue, [...path, ...issue.path.filter((key) => typeof key !== "symbol")])
    case "Composite":
    case "AnyOf":
      return issue.issues.flatMap((one) => pathsOf(one, path))
    default:
      return [path]
  }
}
