/** An HTTP answer that no network brought: a status, headers and a body whose pauses are on the caller's clock. */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Stream from "effect/Stream"

export interface Played {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Stream.Stream<Uint8Array, unknown>
}

/** It has the headers given and no others. */
export const response = (
  request: HttpClientRequest.HttpClientRequest,
  { body, headers, status }: Played
): HttpClientResponse.HttpClientResponse => {
  const contentType = headers["content-type"]
  const typed = HttpServerResponse.stream(body, { status, headers, ...(contentType !== undefined && { contentType }) })
  const whole = contentType === undefined ? HttpServerResponse.removeHeader(typed, "content-type") : typed
  return HttpServerResponse.toClientResponse(whole, { request })
}
