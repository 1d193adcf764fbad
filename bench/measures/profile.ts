/** What each function takes of two seconds at this work, in per cent; the whole of it goes to a file in `.bench/`. */
import { asking, type Measure, together } from "../Measure.ts"
import { profiled } from "../profiling.ts"

export const profile: Measure = async (client, { streams = 1, work }) => {
  const until = performance.now() + 2000
  const ask = asking(client, work)
  const busy = async () => {
    while (performance.now() < until) await together(ask, streams)
  }
  return profiled(busy, new URL(`../../.bench/${work.wire}-${work.pace}-${work.words}.cpuprofile`, import.meta.url))
}
