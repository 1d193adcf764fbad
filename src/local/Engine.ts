/**
 * A worker thread as a service: requests go in, streams of pieces come out. The worker starts with the first request,
 * belongs to the scope that made the engine, and is replaced at the next request if it crashed. Not a pool.
 */
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Worker } from "node:worker_threads"

/** An engine that could not do a request: its worker crashed or was closed, or the work itself failed. */
export class EngineFailed extends Data.TaggedError("EngineFailed")<{
  readonly engine: string
  readonly description: string
  readonly cause?: unknown
}> {
  override get message() {
    return `${this.engine}: ${this.description}`
  }
}

/** What the engine tells its worker. */
export type Order<Request> =
  | { readonly _tag: "Start"; readonly id: number; readonly request: Request }
  | { readonly _tag: "Cancel"; readonly id: number }

/** What the worker answers; nothing more comes for an id after `End` or `Failure`. */
export type Reply<Piece> =
  | { readonly _tag: "Piece"; readonly id: number; readonly piece: Piece }
  | { readonly _tag: "End"; readonly id: number }
  | { readonly _tag: "Failure"; readonly id: number; readonly description: string }

/** Pieces come as the worker makes them. Interrupting the stream cancels the work; the engine stays usable. */
export interface Engine<Request, Piece> {
  readonly run: (request: Request) => Stream.Stream<Piece, EngineFailed>
}

/** The URL of the worker `name` next to the module at `url`: `.ts` in the sources, `.js` in what was built from them. */
export const sibling = (name: string, url: string): URL =>
  new URL(`./${name}${new URL(url).pathname.endsWith(".ts") ? ".ts" : ".js"}`, url)

/** An engine over the worker at `url`, which answers by `serve` of `engineWorker.ts` and finds `data` as its `workerData`. */
export const make = <Request, Piece>(options: {
  readonly name: string
  readonly url: URL
  readonly data: unknown
}): Effect.Effect<Engine<Request, Piece>, never, Scope.Scope> => {
  type Jobs = Map<number, Queue.Queue<Piece, EngineFailed | Cause.Done>>
  const failed = (description: string, cause?: unknown) =>
    new EngineFailed({ engine: options.name, description, ...(cause === undefined ? {} : { cause }) })

  const open = Effect.sync(() => {
    let current: { readonly worker: Worker; readonly jobs: Jobs } | undefined
    let isClosed = false
    let lastId = 0

    const hire = () => {
      const jobs: Jobs = new Map()
      const worker = new Worker(options.url, { workerData: options.data, name: options.name })
      const hired = { worker, jobs }
      const lose = (error: EngineFailed) => {
        if (current === hired) current = undefined
        for (const queue of jobs.values()) Queue.failCauseUnsafe(queue, Cause.fail(error))
        jobs.clear()
        void worker.terminate() // one that answers what cannot be read is still there
      }
      worker.on("message", (reply: Reply<Piece>) => {
        const queue = jobs.get(reply.id)
        if (queue === undefined) return // cancelled while the reply was under way
        if (reply._tag === "Piece") return void Queue.offerUnsafe(queue, reply.piece)
        jobs.delete(reply.id)
        if (jobs.size === 0) worker.unref()
        if (reply._tag === "End") Queue.endUnsafe(queue)
        else Queue.failCauseUnsafe(queue, Cause.fail(failed(reply.description)))
      })
      worker.on("messageerror", (error) => lose(failed("the worker's answer cannot be read", error)))
      worker.on("error", (error) => lose(failed("the worker crashed", error)))
      worker.on("exit", (code) =>
        lose(failed(isClosed ? "the engine was closed" : `the worker left with code ${code}`))
      )
      return hired
    }

    const start = (request: Request, queue: Queue.Queue<Piece, EngineFailed | Cause.Done>) => {
      const { jobs, worker } = (current ??= hire())
      const id = ++lastId
      jobs.set(id, queue)
      worker.ref() // only an engine at work keeps the process alive
      worker.postMessage({ _tag: "Start", id, request } satisfies Order<Request>)
      return () => {
        if (!jobs.delete(id)) return
        if (jobs.size === 0) worker.unref()
        worker.postMessage({ _tag: "Cancel", id } satisfies Order<Request>)
      }
    }

    const run = (request: Request) =>
      Stream.callback<Piece, EngineFailed>((queue) =>
        Effect.acquireRelease(
          Effect.suspend(() =>
            isClosed
              ? Effect.fail(failed("the engine was closed"))
              : Effect.try({
                  try: () => start(request, queue),
                  catch: (cause) => failed("the worker cannot start", cause)
                })
          ),
          (cancel) => Effect.sync(cancel)
        )
      )

    const close = Effect.promise(async () => {
      isClosed = true
      await current?.worker.terminate()
    })
    return { run, close }
  })

  return Effect.acquireRelease(open, ({ close }) => close)
}
