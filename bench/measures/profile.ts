/** What each function takes of two seconds of CPU at this work, in per cent; all of it goes to a file in `.bench/`. */
import { asking, cpuSince, type Measure, together } from "../Measure.ts"
import { profiled } from "../profiling.ts"

export const profile: Measure = async (client, { streams = 1, work }) => {
  const before = process.cpuUsage()
  const ask = asking(client, work)
  const busy = async () => {
    while (cpuSince(before) < 2e6) await together(ask, streams)
  }
  return profiled(busy, new URL(`../../.bench/${work.wire}-${work.pace}-${work.words}.cpuprofile`, import.meta.url))
}
