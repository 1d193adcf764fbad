/** How long others wait for the event loop meanwhile, in milliseconds, beyond the millisecond that the look takes. */
import { monitorEventLoopDelay } from "node:perf_hooks"
import { asking, type Measure, together } from "../Measure.ts"

export const delay: Measure = async (client, { streams = 1, times = 1, work }) => {
  const ask = asking(client, work)
  const monitor = monitorEventLoopDelay({ resolution: 1 })
  monitor.enable()
  for (let i = 0; i < times; i++) await together(ask, streams)
  monitor.disable()
  const millis = (nanos: number) => Math.max(0, nanos / 1e6 - 1)
  return { p50: millis(monitor.percentile(50)), p99: millis(monitor.percentile(99)), longest: millis(monitor.max) }
}
