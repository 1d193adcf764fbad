/** Debian's redis-server on a free port of this machine, and processes that share what it keeps. */
import { Effect, type Scope } from "effect"
import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { accessSync, constants } from "node:fs"
import { createServer } from "node:net"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Answer, Order } from "./sharer.ts"

/** Whether this machine has one. */
export const isInstalled = (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, "redis-server"), constants.X_OK)
    return true
  } catch {
    return false
  }
})

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })

const stop = (child: ChildProcess, signal: NodeJS.Signals) =>
  Effect.promise(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, "exit")
    child.kill(signal)
    await gone
  })

/** A server that keeps nothing on disk, for as long as the scope is open. */
export const serve: Effect.Effect<{ readonly url: string; readonly stop: Effect.Effect<void> }, never, Scope.Scope> =
  Effect.gen(function* () {
    const port = yield* Effect.promise(freePort)
    const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => spawn("redis-server", options, { stdio: ["ignore", "pipe", "ignore"] })),
      (server) => stop(server, "SIGKILL")
    )
    yield* Effect.promise(
      () =>
        new Promise<void>((resolve, reject) => {
          let said = ""
          server.stdout.setEncoding("utf8").on("data", (text: string) => {
            said += text
            if (said.includes("Ready to accept connections")) resolve()
          })
          server.once("exit", () => reject(new Error(`redis-server ended: ${said}`)))
        })
    )
    return { url: `redis://127.0.0.1:${port}`, stop: stop(server, "SIGKILL") }
  })

export interface Sharer {
  readonly tell: (order: Order) => Effect.Effect<Answer>
  /** Ends without a word. */
  readonly kill: Effect.Effect<void>
}

const execArgv = ["--conditions=@bifrost/source", "--disable-warning=ExperimentalWarning"]

/** Another process, connected to the server at this URL. */
export const sharer = (url: string): Effect.Effect<Sharer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const file = fileURLToPath(new URL("./sharer.ts", import.meta.url))
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => fork(file, [url], { execArgv, silent: true })),
      (child) => stop(child, "SIGKILL")
    )
    let errors = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text))
    const reply = (send: () => void) =>
      Effect.promise(
        () =>
          new Promise<Answer>((resolve, reject) => {
            const isGone = () => reject(new Error(`the process ended: ${errors}`))
            child.once("exit", isGone)
            child.once("message", (answer: Answer) => {
              child.off("exit", isGone)
              resolve(answer)
            })
            send()
          })
      )
    yield* reply(() => {})
    return { tell: (order) => reply(() => void child.send(order)), kill: stop(child, "SIGKILL") }
  })
