/** Several keys at a scripted server that says which of them it was sent. */
import { Config, Layer, Redacted } from "effect"
import { Auth, Provider } from "effect-bifrost"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import * as Client from "./client.ts"
import { record } from "./provider.ts"
import { hello } from "./wire.ts"

export const secret = (name: string) => Auth.bearer(Config.succeed(Redacted.make(`sk-secret-${name}`)))
/** `b` is asked only where `a` may not be. */
export const spare = (options?: Auth.PoolOptions) =>
  Auth.pool(
    [
      { auth: secret("a"), label: "a" },
      { auth: secret("b"), weight: 0 }
    ],
    options
  )

export const ok: Client.Answer = { body: hello }
export const refused = (status: number, headers: Readonly<Record<string, string>> = {}): Client.Answer => ({
  status,
  headers,
  body: JSON.stringify({ error: { message: "no" } })
})
export const limited = (seconds?: number) =>
  refused(429, seconds === undefined ? {} : { "retry-after": String(seconds) })

/** A provider with such keys that answers so, and the keys that signed what it was sent. */
export const asked = (auth: Auth.Auth, ...answers: ReadonlyArray<Client.Answer>) => {
  const { layer, sockets } = Client.client(...answers)
  return {
    layer: Provider.layer({
      ...record,
      auth,
      operations: { ...record.operations, responses: OpenAiResponses.protocol }
    }).pipe(Layer.provide(layer)),
    keys: () => sockets.map(({ headers }) => String(headers["authorization"]).replace("Bearer sk-secret-", "")).join("")
  }
}
