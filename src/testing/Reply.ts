/** How a server answers in one wire: a script's chunks in its words, and its reasons as statuses or in the stream. */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Operation } from "../../schemas/Operation.ts"
import { Reason, Unreachable } from "../../schemas/Reason.ts"
import type { Said } from "../wire/Fault.ts"
import { play } from "./Play.ts"
import { Hang, Pause, type Script } from "./Script.ts"
import type { Asked, Piece, Wire } from "./wires/Wire.ts"

/** For each operation its scripts: the n-th request is answered by the n-th script, and those after by the last. */
export type Scripts = { readonly [O in Operation]?: ReadonlyArray<Script<O>> }

/** A wire with whatever differs by operation inside. */
export interface Speaker extends Pick<
  Wire<Operation>,
  "id" | "operation" | "isFor" | "isStreamed" | "model" | "creates"
> {
  /** Answers the n-th request, from 0; or its connection breaks before anything is said. */
  readonly reply: (
    scripts: Scripts,
    asked: Asked,
    n: number
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse, Unreachable>
  /** An error answer in this wire. */
  readonly error: (status: number, description: string) => HttpServerResponse.HttpServerResponse
}

export const speaker = <O extends Operation>(wire: Wire<O>): Speaker => {
  const { creates, id, isFor, isStreamed, model, operation } = wire
  const error = (status: number, description: string) =>
    HttpServerResponse.jsonUnsafe(wire.error({ description }, status), { status })
  return {
    id,
    operation,
    isFor,
    isStreamed,
    model,
    ...(creates && { creates }),
    error,
    reply: (scripts, asked, n) => {
      const given: ReadonlyArray<Script<O>> | undefined = scripts[operation]
      const script: Script<O> | undefined = given?.[Math.min(n, given.length - 1)]
      return script === undefined
        ? Effect.succeed(error(500, `the test gave this server no script for ${operation}`))
        : replyTo(wire, script, asked)
    }
  }
}

const isReason = Schema.is(Reason)
const isUnreachable = Schema.is(Unreachable)

const replyTo = <O extends Operation>(
  wire: Wire<O>,
  script: Script<O>,
  asked: Asked
): Effect.Effect<HttpServerResponse.HttpServerResponse, Unreachable> =>
  Effect.gen(function* () {
    let begin = 0
    for (const step of script) {
      if (!(step instanceof Pause)) break
      yield* Effect.sleep(step.duration)
      begin++
    }
    const first = script[begin]
    if (first instanceof Hang) return yield* Effect.never
    if (isUnreachable(first)) return yield* Effect.fail(first)
    if (isReason(first) && !isSilent(first)) return refusal(wire, first)

    const write = wire.writer(asked)
    const model = wire.model(asked)
    const chunks = play(wire.operation, script.slice(begin), { provider: "fake", operation: wire.operation, model })
    const pieces = chunks.pipe(
      Stream.flatMap((chunk) => Stream.fromIterable(write(chunk))),
      Stream.catch(({ reason }): Stream.Stream<Piece, Reason> => {
        if (reason._tag === "TimedOut") return Stream.never
        if (reason._tag === "Unintelligible") return Stream.succeed(reason.sample)
        const words = isSilent(reason) ? undefined : wire.failure(saidOf(reason), statusOf(reason), asked)
        return words === undefined
          ? Stream.fromEffectDrain(Effect.andThen(sent, Effect.fail(reason)))
          : Stream.fromIterable(words)
      })
    )
    return HttpServerResponse.stream(Stream.map(pieces, bytesOf), {
      contentType: wire.contentType(asked),
      headers: { "x-request-id": "req_fake" }
    })
  })

/** What no server says: its connection breaks, or it says nothing more; or something that is no error. */
const isSilent = ({ _tag }: Reason): boolean =>
  _tag === "Unreachable" || _tag === "Truncated" || _tag === "TimedOut" || _tag === "Unintelligible"

/** What was written leaves with the turn of the event loop; a connection that breaks before takes it along. */
const sent = Effect.promise(() => new Promise((resolve) => setTimeout(resolve)))

const text = new TextEncoder()
const bytesOf = (piece: Piece): Uint8Array => (typeof piece === "string" ? text.encode(piece) : piece)

const refusal = <O extends Operation>(wire: Wire<O>, reason: Reason) => {
  const status = statusOf(reason)
  const said = saidOf(reason)
  const millis = "retryAfterMillis" in reason ? reason.retryAfterMillis : undefined
  return HttpServerResponse.jsonUnsafe(wire.error(said, status), {
    status,
    headers: {
      ...wire.errorHeaders?.(said, status),
      "x-request-id": ("requestId" in reason ? reason.requestId : undefined) ?? "req_fake",
      ...(millis !== undefined && { "retry-after": String(Math.ceil(millis / 1000)), "retry-after-ms": String(millis) })
    }
  })
}

/** How providers say what is the matter, where the script doesn't. */
const usual: { readonly [Tag in Reason["_tag"]]?: { readonly status: number; readonly code?: string } } = {
  Overloaded: { status: 503, code: "overloaded" },
  ServerFailed: { status: 500, code: "server_error" },
  RateLimited: { status: 429, code: "rate_limit_exceeded" },
  QuotaExceeded: { status: 402, code: "insufficient_quota" },
  Unauthorized: { status: 401, code: "invalid_api_key" },
  Forbidden: { status: 403, code: "permission_denied" },
  NotFound: { status: 404, code: "not_found" },
  ContextTooLong: { status: 400, code: "context_length_exceeded" },
  ContentFiltered: { status: 400, code: "content_filter" }
}

const statusOf = (reason: Reason): number =>
  ("status" in reason ? reason.status : undefined) ?? usual[reason._tag]?.status ?? 400

const saidOf = (reason: Reason): Said => {
  const fields = new Map<string, unknown>(Object.entries(reason))
  const word = (name: "code" | "type" | "param") => {
    const value = fields.get(name)
    return typeof value === "string" ? { [name]: value } : {}
  }
  const code = usual[reason._tag]?.code
  return {
    description: "description" in reason ? reason.description : reason.message,
    ...(code !== undefined && { code }),
    ...word("code"),
    ...word("type"),
    ...word("param")
  }
}
