/** CPU and time for each word of as many streams at once as asked, `times` over. */
import { asking, cpuSince, type Measure, together } from "../Measure.ts"

export const words: Measure = async (client, { streams = 1, times = 1, work }) => {
  const count = streams * times * work.words
  const ask = asking(client, work)
  const cpu = process.cpuUsage()
  const from = performance.now()
  for (let i = 0; i < times; i++) await together(ask, streams)
  return { cpu: cpuSince(cpu) / count, wall: ((performance.now() - from) * 1000) / count }
}
