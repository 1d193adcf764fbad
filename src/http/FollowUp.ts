/**
 * The second request of a wire that creates first and streams from another address. The key goes along only where it
 * went before; what a server names as the address is believed only at its own origin, or at one that the wire lists.
 */
import * as Effect from "effect/Effect"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Sign } from "../Auth.ts"
import * as Http from "../Http.ts"
import * as Misfit from "../wire/Misfit.ts"
import type { Follow } from "../Protocol.ts"

/** What was created takes no more. */
const maxBytes = 256 * 1024

export const send = (
  created: HttpClientResponse.HttpClientResponse,
  {
    baseUrl,
    client,
    follow,
    sign
  }: { readonly follow: Follow; readonly baseUrl: string; readonly client: Http.Client; readonly sign: Sign }
): Effect.Effect<HttpClientResponse.HttpClientResponse, Reason | BifrostError, Scope.Scope> =>
  Effect.gen(function* () {
    if (!Http.isAnswer(created)) return yield* Http.refusal(created)
    const request = yield* Effect.fromResult(follow.request(yield* textOf(created)))
    const home = new URL(baseUrl).origin
    const origin = URL.canParse(request.url) ? new URL(request.url).origin : request.url
    if (origin !== home && !follow.origins.includes(origin)) {
      const expected = [home, ...follow.origins].join(" or ")
      return yield* Effect.fail(Misfit.at("the address to stream from", { expected, sample: origin }))
    }
    return yield* Http.send(client, origin === home ? yield* sign(request) : request)
  })

const textOf = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<string, Reason> =>
  Effect.suspend(() => {
    const utf8 = new TextDecoder()
    let text = ""
    let length = 0
    const tooLong = Misfit.at("what was created", { expected: `at most ${maxBytes} bytes long`, sample: "" })
    const body = Stream.mapError(response.stream, Http.unreachable)
    return Stream.runForEachArray(body, (reads) => {
      for (const bytes of reads) {
        length += bytes.length
        text += utf8.decode(bytes, { stream: true })
      }
      return length > maxBytes ? Effect.fail(tooLong) : Effect.void
    }).pipe(Effect.map(() => text + utf8.decode()))
  })
