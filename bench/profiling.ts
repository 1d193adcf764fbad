/** Where the time goes: V8's sampling profile of a client at work, as the share of each function in all that ran. */
import { mkdirSync, writeFileSync } from "node:fs"
import { Session } from "node:inspector/promises"

const intervalMicros = 200

/** The profile goes to `file` too, for a browser's developer tools; the answer is in per cent, idle time and the profiler itself left out. */
export const profiled = async (work: () => Promise<unknown>, file: URL): Promise<Record<string, number>> => {
  const session = new Session()
  session.connect()
  await session.post("Profiler.enable")
  await session.post("Profiler.setSamplingInterval", { interval: intervalMicros })
  await session.post("Profiler.start")
  await work()
  const { profile } = await session.post("Profiler.stop")
  session.disconnect()
  mkdirSync(new URL(".", file), { recursive: true })
  writeFileSync(file, JSON.stringify(profile))

  const names = new Map(profile.nodes.map(({ callFrame, id }) => [id, nameOf(callFrame)]))
  const spent = new Map<string, number>()
  let all = 0
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const name = names.get(id) ?? ""
    if (/^\(idle\)| {2}node:inspector/.test(name)) continue
    // what is far longer is time that others had the processor
    const micros = Math.min(profile.timeDeltas?.[i] ?? 0, 2 * intervalMicros)
    all += micros
    spent.set(name, (spent.get(name) ?? 0) + micros)
  }
  return Object.fromEntries([...spent].map(([name, micros]) => [name, (100 * micros) / all]))
}

interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
}
const root = new URL("..", import.meta.url).href
const nameOf = ({ functionName, lineNumber, url }: CallFrame): string => {
  const place = url.replace(root, "").replace(/^.*node_modules\//, "")
  return `${functionName || "(anonymous)"}${place === "" ? "" : `  ${place}:${lineNumber + 1}`}`
}

/** Whose code a function is. */
export const areaOf = (name: string): string =>
  areas.find(([pattern]) => pattern.test(name))?.[1] ?? "V8: builtins, JSON.parse and what has no place"
const areas: ReadonlyArray<readonly [pattern: RegExp, area: string]> = [
  [/^\(garbage collector\)/, "V8: garbage collector"],
  [/^\(program\)/, "V8 and Node: native code, sockets"],
  [/ {2}(src|schemas|layers)\//, "effect-bifrost"],
  [/ {2}bench\//, "the bench's own consumer"],
  [/ {2}effect\/.*(Schema|schema)/, "Effect: Schema"],
  [/ {2}(effect|@effect)\//, "Effect: fibers, streams, HTTP"],
  [/ {2}undici\//, "undici"],
  [/ {2}node:/, "Node: streams and sockets"],
  [/ {2}(evalmachine|\d)/, "compiled schemas"]
]
