/**
 * What a reader who takes a millisecond for every hundred words makes this process grow by, at most, while a fast
 * server would say all at once.
 */
import { Ear } from "../Client.ts"
import { asking, type Measure } from "../Measure.ts"

const mebi = 1024 * 1024

export const slow: Measure = async (client, { work }) => {
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
  return { rss: rss / mebi, heap: heap / mebi, external: external / mebi }
}
