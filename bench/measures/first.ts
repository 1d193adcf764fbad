/** From asking to the first word and to the end, the middle of `times` answers in turn; CPU and connections of each. */
import { asking, cpuSince, type Measure } from "../Measure.ts"
import { middle } from "../statistics.ts"
import { see } from "../see.ts"

export const first: Measure = async (client, { times = 1, work }, origin) => {
  const firsts: Array<number> = []
  const wholes: Array<number> = []
  const ask = asking(client, work)
  const before = await see(origin)
  const cpu = process.cpuUsage()
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    const { firstAt } = await ask()
    wholes.push((performance.now() - from) * 1000)
    firsts.push((firstAt - from) * 1000)
  }
  const spent = cpuSince(cpu)
  const after = await see(origin)
  // the second look is a connection of its own
  const connections = (after.connections - before.connections - 1) / times
  return { first: middle(firsts), whole: middle(wholes), request: spent / times, connections }
}
