/**
 * Google's Application Default Credentials, by Google's own package, which is optional: `google-auth-library`. It looks
 * where Google's own tools do, from `GOOGLE_APPLICATION_CREDENTIALS` to the instance, keeps a token while it lasts and
 * asks for a new one over its own connections. The only file that knows Google's way to sign in.
 */
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { BifrostError } from "../../schemas/BifrostError.ts"
import {
  Misconfigured,
  RateLimited,
  type Reason,
  ServerFailed,
  Unauthorized,
  Unreachable
} from "../../schemas/Reason.ts"
import * as Auth from "../Auth.ts"

/**
 * `Authorization: Bearer …`, with the project that pays where the credentials name one. Fails with `Misconfigured`
 * where the package or the credentials are missing, with `Unauthorized` where Google does not take them.
 */
export const applicationDefault = (): Auth.Auth =>
  Effect.map(Effect.cached(signIn), (signedIn) =>
    Auth.custom((request) =>
      Effect.gen(function* () {
        const auth = yield* signedIn
        const headers = yield* Effect.tryPromise({ try: () => auth.getRequestHeaders(), catch: failure })
        return HttpClientRequest.setHeaders(request, Object.fromEntries(headers))
      })
    )
  )

const scopes = ["https://www.googleapis.com/auth/cloud-platform"]

type Package = typeof import("google-auth-library")

/** Bundlers cannot follow a name that is not written out, and need not find what may be missing. */
const name = "google-auth-library"
const signIn = Effect.map(
  Effect.tryPromise({
    try: (): Promise<Package> => import(name),
    catch: () => because(new Misconfigured({ description: `signing in to Google needs ${name}: npm install ${name}` }))
  }),
  ({ GoogleAuth }) => new GoogleAuth({ scopes })
)

const because = (reason: Reason) => BifrostError.because(reason)

/** What the package throws: Google's answer with its status, a failed connection with a code, or a sentence. */
const failure = (error: unknown): BifrostError => {
  const status = error instanceof Error && "status" in error ? error.status : undefined
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  const description = `no credentials for Google: ${wordsOf(error)}`
  if (typeof status !== "number") {
    return because(isOfNetwork.test(code) ? new Unreachable({ description }) : new Misconfigured({ description }))
  }
  if (status === 429) return because(new RateLimited({ description, status }))
  return because(status >= 500 ? new ServerFailed({ description, status }) : new Unauthorized({ description, status }))
}

const isOfNetwork = /^(E(CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOST|NET|PIPE)|UND_ERR_)/

/** Bounded; what a parser complains about may be a piece of a key. */
const wordsOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return "their file is not JSON"
  return (error instanceof Error ? error.message : String(error)).slice(0, 2000)
}
