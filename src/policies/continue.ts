/**
 * Continue: after the commit, another provider goes on where one broke off. An option of `fallback`, for text and chat.
 *
 * The next provider gets the text so far as what the assistant has said already. Its first chunks come with a `Seam`
 * before them and without a `Start`; what it says again of the text is left out (`overlap`), for which its first
 * words wait until they differ; its `Finish`, with its usage and timing, ends the answer. What the provider that
 * broke off told of its usage is in the seam's `error.partial`.
 * Not where something other than words has begun (a thought, a call, a refusal, a sound, a citation), nor where
 * several answers were asked for. Each provider has limits and stops of its own: `maxTokens` counts anew. How well a
 * model goes on is its own: some begin again (hence `overlap`), and some refuse an answer that has begun (Claude from 4.6
 * on, with a 400: https://platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-6); then the next is asked.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Continuation } from "../../schemas/Continuation.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../../schemas/Operation.ts"
import { overlap, sent, settled } from "./overlap.ts"

type Chunks<O extends Operation> = Stream.Stream<ChunkOf<O>, BifrostError>
type Ask<O extends Operation> = (request: RequestOf<O>) => Chunks<O>

/** One answer, by however many providers. */
export interface Going<O extends Operation> {
  /** The same stream, remembered. */
  readonly hear: (stream: Chunks<O>) => Chunks<O>
  /** The rest of the answer by someone else; `undefined` where nobody could go on. */
  readonly resume: (error: BifrostError, ask: Ask<O>) => Chunks<O> | undefined
}

/** `undefined` where this request cannot be continued. */
export const begin = <O extends Operation>(operation: O, request: RequestOf<O>): Going<O> | undefined => {
  const { continuation, isPreamble } = operations[operation]
  if (continuation?.resume(request, "") === undefined) return undefined
  let said = ""
  let speaker = ""
  let isWords = true
  const note = <Heard extends ReadonlyArray<ChunkOf<O>>>(chunks: Heard): Heard => {
    for (const chunk of chunks) {
      const text = continuation.textOf(chunk)
      if (text === undefined) isWords = false
      else said += text
      speaker = continuation.speakerOf(chunk) ?? speaker
    }
    return chunks
  }

  const seamed = (stream: Chunks<O>, error: BifrostError): Chunks<O> =>
    Stream.transformPull(stream, (pull) =>
      Effect.sync(() => {
        const from = speaker
        const joint = makeJoint(continuation, said)
        let to: string | undefined
        let out: Array<ChunkOf<O>> = []
        let ending: Pull.Pull<never, BifrostError> | undefined

        const feed = (chunks: ReadonlyArray<ChunkOf<O>>) => {
          if (to === undefined) {
            to = chunks.map(continuation.speakerOf).find((name) => name !== undefined) ?? from
            out.push(continuation.seam({ from, to, error }))
          }
          for (const chunk of chunks) if (!isPreamble(chunk)) out.push(...joint.take(chunk))
        }
        const end = (how: Pull.Pull<never, BifrostError>) => {
          out.push(...joint.rest())
          ending = how
        }
        const more = pull.pipe(
          Effect.map(feed),
          Pull.catchDone(() => Effect.sync(() => end(Cause.done()))),
          Effect.catch((failure: BifrostError) => Effect.sync(() => end(Effect.fail(failure))))
        )
        const next: Pull.Pull<Arr.NonEmptyReadonlyArray<ChunkOf<O>>, BifrostError> = Effect.suspend(() => {
          if (!Arr.isArrayNonEmpty(out)) return ending ?? Effect.andThen(more, next)
          const chunks = out
          out = []
          return Effect.succeed(note(chunks))
        })
        return next
      })
    )

  return {
    hear: (stream) => Stream.mapArray(stream, note),
    resume: (error, ask) => {
      const rest = isWords ? continuation.resume(request, sent(said)) : undefined
      return rest && seamed(ask(rest), error)
    }
  }
}

/** What comes after a seam, without what was said before it. Words wait until it is known which they are. */
const makeJoint = <Request, Chunk>({ textOf, without }: Continuation<Request, Chunk>, said: string) => {
  let held: Array<Chunk> = []
  let words = ""
  let isSettled = false

  const release = (length: number): ReadonlyArray<Chunk> => {
    isSettled = true
    let left = length
    return held.flatMap((chunk) => {
      const cut = Math.min(left, textOf(chunk)?.length ?? 0)
      left -= cut
      return without(chunk, cut) ?? []
    })
  }
  const rest = () => (isSettled ? [] : release(overlap(said, words)))
  return {
    rest,
    take: (chunk: Chunk): ReadonlyArray<Chunk> => {
      if (isSettled) return [chunk]
      const text = textOf(chunk)
      if (text === undefined) return words === "" ? [chunk] : [...rest(), chunk]
      words += text
      held.push(chunk)
      const length = settled(said, words)
      return length === undefined ? [] : release(length)
    }
  }
}
