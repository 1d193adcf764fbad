/** What a slice of work takes: the ways to measure one client, each a row. Times are in microseconds, sizes in MB. */
import { type Client, Ear } from "./Client.ts"
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

/** One answer heard to its end. Fails where that was another answer than was asked for. */
const one = async (client: Client, work: Work, id: string, ear = new Ear()): Promise<Ear> => {
  await client({ work, id, ear })
  const wire = wires[work.wire]
  if (ear.length !== wire.heard(work.words)) {
    throw new Error(`heard ${ear.length} in ${ear.words} words, not ${wire.heard(work.words)} in ${work.words}`)
  }
  return ear
}

const all = (client: Client, work: Work, streams: number) =>
  Promise.all(Array.from({ length: streams }, () => one(client, work, "0")))

/** CPU and time for each word of as many streams at once as asked, `times` over. */
const words = async (client: Client, { streams = 1, times = 1, work }: Options): Promise<Values> => {
  const count = streams * times * work.words
  const cpu = process.cpuUsage()
  const from = performance.now()
  for (let i = 0; i < times; i++) await all(client, work, streams)
  const { system, user } = process.cpuUsage(cpu)
  return { cpu: (user + system) / count, wall: ((performance.now() - from) * 1000) / count }
}

/** From asking to the first word and to the end, the middle of `times` questions in turn; and the CPU of one. */
const first = async (client: Client, { times = 1, work }: Options): Promise<Values> => {
  const firsts: Array<number> = []
  const wholes: Array<number> = []
  const cpu = process.cpuUsage()
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    const { firstAt } = await one(client, work, "0")
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
  await one(client, work, "0", new Ear(() => {}, 1))
  clearInterval(timer)
  const mebi = 1024 * 1024
  return { rss: rss / mebi, heap: heap / mebi, external: external / mebi }
}

export const measures = { words, first, slow } satisfies Record<
  string,
  (client: Client, options: Options) => Promise<Values>
>
export type Name = keyof typeof measures
