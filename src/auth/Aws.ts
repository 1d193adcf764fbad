/**
 * AWS Signature Version 4, by AWS's own packages, which are optional: `@smithy/signature-v4`, `@aws-crypto/sha256-js`
 * and, where no credentials are given, `@aws-sdk/credential-providers`. The only file that knows AWS's way to sign.
 */
import * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { Misconfigured, Rejected } from "../../schemas/Reason.ts"
import * as Auth from "../Auth.ts"

/** Who signs. It is asked for each attempt. */
export interface Credentials extends Effect.Effect<Identity, BifrostError> {}

export interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted<string>
  /** Of credentials that end. */
  readonly sessionToken?: Redacted.Redacted<string>
}

export interface Options {
  /** As it is named in signatures: `bedrock`. */
  readonly service: string
  readonly region: Config.Config<string>
  /** Default: AWS's own chain, from the environment to the instance, which renews what ends. */
  readonly credentials?: Credentials
}

/** Signs with SigV4. Fails with `Misconfigured` where a package or credentials are missing. */
export const sigV4 = ({ credentials, region, service }: Options): Auth.Auth =>
  Effect.gen(function* () {
    const where = yield* region
    const identity = credentials ?? (yield* Effect.cached(chain(where))).pipe(Effect.flatMap(ask))
    const signing = yield* Effect.cached(load<SignatureV4>("@smithy/signature-v4"))
    const hashing = yield* Effect.cached(load<Sha256>("@aws-crypto/sha256-js"))

    return Auth.custom((request) =>
      Effect.gen(function* () {
        const { SignatureV4 } = yield* signing
        const { Sha256 } = yield* hashing
        const { accessKeyId, secretAccessKey, sessionToken } = yield* identity
        const { body, headers, method } = request
        if (body._tag !== "Uint8Array" && body._tag !== "Empty") {
          return yield* fail(new Rejected({ description: "a body that comes as a stream cannot be signed" }))
        }
        const url = yield* Effect.mapError(Effect.fromOption(HttpClientRequest.toUrl(request)), () =>
          BifrostError.because(new Misconfigured({ description: "the base URL makes no URL with the path" }))
        )
        const now = yield* Clock.currentTimeMillis
        const signer = new SignatureV4({
          service,
          region: where,
          sha256: Sha256,
          credentials: {
            accessKeyId,
            secretAccessKey: Redacted.value(secretAccessKey),
            ...(sessionToken && { sessionToken: Redacted.value(sessionToken) })
          }
        })
        const signed = yield* Effect.promise(() =>
          signer.sign(
            {
              method,
              protocol: url.protocol,
              hostname: url.hostname,
              path: url.pathname,
              query: Object.fromEntries(url.searchParams),
              // what is signed must arrive unchanged: only what no proxy touches
              headers: { host: url.host, "content-type": headers["content-type"] ?? "application/json" },
              body: body._tag === "Empty" ? undefined : body.body
            },
            { signingDate: new Date(now) }
          )
        )
        const { host: _, ...proof } = signed.headers
        return HttpClientRequest.setHeaders(request, proof)
      })
    )
  })

const fail = (reason: Misconfigured | Rejected) => Effect.fail(BifrostError.because(reason))

type SignatureV4 = typeof import("@smithy/signature-v4")
type Sha256 = typeof import("@aws-crypto/sha256-js")
type CredentialProviders = typeof import("@aws-sdk/credential-providers")

/** Bundlers cannot follow a name that is not written out, and need not find what may be missing. */
const load = <A>(name: string): Effect.Effect<A, BifrostError> =>
  Effect.tryPromise({
    try: (): Promise<A> => import(name),
    catch: () =>
      BifrostError.because(
        new Misconfigured({ description: `signing for AWS needs ${name}: npm install ${packages.join(" ")}` })
      )
  })
const packages = ["@smithy/signature-v4", "@aws-crypto/sha256-js", "@aws-sdk/credential-providers"]

/** AWS's own search for credentials; it remembers what it finds. */
const chain = (region: string) =>
  Effect.map(load<CredentialProviders>("@aws-sdk/credential-providers"), ({ fromNodeProviderChain }) =>
    fromNodeProviderChain({ clientConfig: { region } })
  )

type Found = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

const ask = (find: () => Promise<Found>): Credentials =>
  Effect.map(
    Effect.tryPromise({
      try: () => find(),
      catch: (error) => {
        const words = error instanceof Error ? error.message : String(error)
        return BifrostError.because(new Misconfigured({ description: `no credentials for AWS: ${words}` }))
      }
    }),
    ({ accessKeyId, secretAccessKey, sessionToken }) => ({
      accessKeyId,
      secretAccessKey: Redacted.make(secretAccessKey),
      ...(sessionToken !== undefined && { sessionToken: Redacted.make(sessionToken) })
    })
  )
