/**
 * What Effect's own HTTP client costs by itself: the floor's request and the floor's loop, over `HttpClient` and
 * `Stream`. No client that is built on these can cost less.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, ManagedRuntime, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { Connect } from "./Client.ts"
import { listen, requestOf } from "./floor.ts"

export const connect: Connect = (origin) => {
  const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
  return (call) => {
    const { body, headers, path } = requestOf(call)
    const request = HttpClientRequest.post(origin + path).pipe(
      HttpClientRequest.bodyText(body, "application/json"),
      HttpClientRequest.setHeaders(headers)
    )
    const hear = listen(call)
    const pause = () => (call.ear.pauseMillis > 0 ? Effect.sleep(call.ear.pauseMillis) : Effect.void)
    const answer = Effect.gen(function* () {
      const { stream } = yield* HttpClient.execute(request)
      yield* Stream.runForEachArray(stream, (reads) => {
        reads.forEach(hear)
        return pause()
      })
    })
    const untraced = Effect.provideService(answer, HttpClient.TracerDisabledWhen, () => true)
    return runtime.runPromise(untraced, { signal: call.signal })
  }
}
