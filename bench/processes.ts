/** The processes of a bench: one provider, and one worker for each client. All end with this one. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import type { Options, Values } from "./Measure.ts"
import type { MeasureName } from "./measures.ts"
import type { Answer, Order } from "./worker.ts"

const condition = ["--conditions=@bifrost/source", "--disable-warning=ExperimentalWarning"]
const start = (file: string, args: ReadonlyArray<string>, flags: ReadonlyArray<string> = []): ChildProcess =>
  fork(new URL(file, import.meta.url), args, {
    execArgv: [...condition, ...flags],
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })

/** What Node is told besides, for clients that are measured under it. */
const flagsOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  "ours: without eval": ["--disallow-code-generation-from-strings"]
}

export interface Upstream {
  readonly origin: string
  readonly stop: () => void
}

export const upstream = async (): Promise<Upstream> => {
  const child = start("./upstream.ts", [])
  const [port] = await once(child, "message")
  return { origin: `http://127.0.0.1:${port}`, stop: () => child.disconnect() }
}

export interface Worker {
  readonly client: string
  /** Fails with what the worker says went wrong, or where it has not answered in time. */
  readonly measure: (name: MeasureName, options: Options) => Promise<Values>
  readonly stop: () => void
}

const patience = 180_000

export const worker = async (client: string, { origin }: Upstream): Promise<Worker> => {
  const child = start("./worker.ts", [client, origin], ["--expose-gc", ...(flagsOf[client] ?? [])])
  const gone = once(child, "exit").then(() => {
    throw new Error(`${client}: its process has ended`)
  })
  gone.catch(() => {})
  await Promise.race([once(child, "message"), gone])
  let number = 0
  const measure: Worker["measure"] = async (name, options) => {
    const order: Order = { number: ++number, measure: name, options }
    const answered = new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.off("message", hear)
        reject(new Error(`${client}: no answer in ${patience / 1000} s to ${JSON.stringify(order)}`))
      }, patience)
      const hear = (answer: Answer) => {
        if (answer.number !== order.number) return
        clearTimeout(timer)
        child.off("message", hear)
        resolve(answer)
      }
      child.on("message", hear)
    })
    child.send(order)
    const answer = await Promise.race([answered, gone])
    if ("failure" in answer) throw new Error(`${client}: ${answer.failure}`)
    return answer.values
  }
  const stop = () => {
    child.removeAllListeners("exit")
    child.disconnect()
  }
  return { client, measure, stop }
}

export const workers = async (clients: ReadonlyArray<string>, upstream: Upstream): Promise<ReadonlyArray<Worker>> => {
  const started: Array<Worker> = []
  for (const client of clients) started.push(await worker(client, upstream))
  return started
}
