/** A client without a socket whose answer comes in exactly these reads: so every cut is where the test wants it. */
import { Effect, Layer, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"

/** `creates`: what is answered first, where the answer is read from a second address. */
export const client = (
  contentType: string,
  reads: ReadonlyArray<Uint8Array>,
  creates?: (origin: string) => unknown
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request, url) => {
      const created = creates !== undefined && request.method === "POST" ? creates(url.origin) : undefined
      const web = created === undefined ? new Response(null, { headers: { "content-type": contentType } }) : undefined
      const response = HttpClientResponse.fromWeb(request, web ?? Response.json(created))
      if (web === undefined) return Effect.succeed(response)
      return Effect.succeed(Object.create(response, { stream: { get: () => Stream.fromIterable(reads) } }))
    })
  )

/** A body in two reads, cut at each byte inside a character; where all are of one byte, at a hundred places. */
export const cuts = (body: Uint8Array): ReadonlyArray<ReadonlyArray<Uint8Array>> => {
  const all = Array.from(body.keys()).slice(1)
  const inside = all.filter((at) => (body[at] ?? 0) >> 6 === 0b10)
  const step = Math.ceil(all.length / 100)
  return (inside.length > 0 ? inside : all.filter((_, at) => at % step === 0)).map((at) => [
    body.subarray(0, at),
    body.subarray(at)
  ])
}
