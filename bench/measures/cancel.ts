/** From interrupting a silent answer until the server has its socket closed, the middle and the most of `times`. */
import { setTimeout as sleep } from "node:timers/promises"
import { Ear } from "../Client.ts"
import type { Measure } from "../Measure.ts"
import { see } from "../see.ts"
import { middle } from "../statistics.ts"

let asked = 0

export const cancel: Measure = async (client, { times = 1, work }, origin) => {
  const closed: Array<number> = []
  let open = 0
  for (let i = 0; i < times; i++) {
    const id = `p${process.pid}n${++asked}`
    const abort = new AbortController()
    let settled: Promise<void> = Promise.resolve()
    await new Promise<void>((resolve, reject) => {
      const call = { work, id, ear: new Ear(resolve), signal: abort.signal }
      // once it is interrupted, to fail is what is asked for; some peers resolve instead
      settled = client(call).then(() => reject(new Error("it ended by itself")), reject)
    })
    await sleep(5)
    const at = process.hrtime.bigint()
    abort.abort()
    await Promise.race([settled, sleep(1000)])
    const nanos = await closing(origin, id)
    if (nanos === undefined) open++
    else closed.push(Number(BigInt(nanos) - at) / 1e6)
  }
  return { closed: middle(closed), worst: Math.max(...closed), open }
}

const closing = async (origin: string, id: string): Promise<string | undefined> => {
  for (let i = 0; i < 100; i++) {
    const { seen } = await see(origin, id)
    if (seen?.closedNanos !== undefined) return seen.closedNanos
    await sleep(5)
  }
  return undefined
}
