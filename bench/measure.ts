/** What a slice of work takes: the ways to measure one client, each a row. Times are in microseconds, sizes in MB. */
import { type Client, Ear } from "./Client.ts"
import { profiled } from "./profiling.ts"
import { middle } from "./statistics.ts"
import type { Work } from "./Work.ts"
import { wires } from "./wires.ts"

export interface Options {
  readonly work: Work
  /** So many at once. Default: 1. */
  readonly streams?: number
  /** So often, one after the other. Default: 1. */
  readonly times?: number
}
export type Values = Readonly<Record<string, number>>

/** Asks once and hears the answer to its end. Fails where it was another than was asked for. */
type Ask = (ear?: Ear) => Promise<Ear>

const asking = (client: Client, work: Work): Ask => {
  const expected = wires[work.wire].heard(work.words)
  return async (ear = new Ear()) => {
    await client({ work, id: "0", ear })
    if (ear.length !== expected) throw new Error(`heard ${ear.length} in ${ear.words} words, not ${expected}`)
    return ear
  }
}

const together = (ask: Ask, streams: number) => Promise.all(Array.from({ length: streams }, () => ask()))

/** CPU and time for each word of as many streams at once as asked, `times` over. */
const words = async (client: Client, { streams = 1, times = 1, work }: Options): Promise<Values> => {
  const count = streams * times * work.words
  const ask = asking(client, work)
  const cpu = process.cpuUsage()
  const from = performance.now()
  for (let i = 0; i < times; i++) await together(ask, streams)
  const { system, user } = process.cpuUsage(cpu)
  return { cpu: (user + system) / count, wall: ((performance.now() - from) * 1000) / count }
}

/** From asking to the first word and to the end, the middle of `times` questions in turn; and the CPU of one. */
const first = async (client: Client, { times = 1, work }: Options): Promise<Values> => {
  const firsts: Array<number> = []
  const wholes: Array<number> = []
  const ask = asking(client, work)
  const cpu = process.cpuUsage()
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    const { firstAt } = await ask()
    wholes.push((performance.now() - from) * 1000)
    firsts.push((firstAt - from) * 1000)
  }
  const { system, user } = process.cpuUsage(cpu)
  return { first: middle(firsts), whole: middle(wholes), cpu: (user + system) / times }
}

/**
 * What a reader who takes a millisecond for every hundred words makes this process grow by, at most, while a fast
 * server would say all at once.
 */
const slow = async (client: Client, { work }: Options): Promise<Values> => {
  globalThis.gc?.()
  const before = process.memoryUsage()
  let [rss, heap, external] = [0, 0, 0]
  const timer = setInterval(() => {
    const now = process.memoryUsage()
    rss = Math.max(rss, now.rss - before.rss)
    heap = Math.max(heap, now.heapUsed - before.heapUsed)
    external = Math.max(external, now.external - before.external)
  }, 10)
  await asking(client, work)(new Ear(() => {}, 1))
  clearInterval(timer)
  const mebi = 1024 * 1024
  return { rss: rss / mebi, heap: heap / mebi, external: external / mebi }
}

/** What each function takes of two seconds at this work, in per cent. */
const profile = async (client: Client, { streams = 1, work }: Options): Promise<Values> => {
  const until = performance.now() + 2000
  const ask = asking(client, work)
  const busy = async () => {
    while (performance.now() < until) await together(ask, streams)
  }
  return profiled(busy, new URL(`../.bench/${work.wire}-${work.pace}-${work.words}.cpuprofile`, import.meta.url))
}

export const measures = { words, first, slow, profile } satisfies Record<
  string,
  (client: Client, options: Options) => Promise<Values>
>
export type Name = keyof typeof measures
