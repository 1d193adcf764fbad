/**
 * Whether a long answer costs more towards its end: CPU per word in its last three tenths as a multiple of its second,
 * third and fourth, and by how much the heap, after a full collection, grows between these.
 */
import { Ear } from "../Client.ts"
import { asking, cpuSince, type Measure } from "../Measure.ts"
import { middle } from "../statistics.ts"

class Milestones extends Ear {
  readonly every: number
  readonly costs: Array<number> = []
  readonly heaps: Array<number> = []
  cpu = process.cpuUsage()

  constructor(every: number) {
    super()
    this.every = every
  }

  override hear(length: number): void {
    super.hear(length)
    if (this.words % this.every !== 0) return
    this.costs.push(cpuSince(this.cpu) / this.every)
    globalThis.gc?.()
    globalThis.gc?.() // V8 frees the buffers that the first found beside it
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    this.heaps.push(heapUsed + arrayBuffers)
    this.cpu = process.cpuUsage()
  }
}

export const long: Measure = async (client, { work }) => {
  const ear = new Milestones(work.words / 10)
  await asking(client, work)(ear)
  const early = middle(ear.costs.slice(1, 4))
  const late = middle(ear.costs.slice(7))
  const heap = (Math.max(...ear.heaps.slice(7)) - Math.max(...ear.heaps.slice(1, 4))) / (1024 * 1024)
  return { early, late, drift: late / early, leak: heap }
}
