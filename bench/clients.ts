/**
 * Who is measured, by name: `floor`, `HttpClient`, `ours`, `ours: <feature>` and the peers. Each runs in a process of its own, which
 * loads that client and nothing else.
 */
import type { Connect } from "./Client.ts"
import { entryOf, isPeer, type PeerName } from "./peers.ts"

export const load = async (name: string): Promise<Connect> => {
  if (name === "floor") return (await import("./floor.ts")).connect
  if (name === "HttpClient") return (await import("./httpClient.ts")).connect
  if (isPeer(name)) return (await peerClients[name]()).connectWith(await import(entryOf(name)))
  const { connectWith } = await import("./ours.ts")
  if (name === "ours") return connectWith({})
  const [, feature = ""] = /^ours: (.*)$/.exec(name) ?? []
  const { features } = await import("./features.ts")
  const variant = Object.entries(features).find(([one]) => one === feature)?.[1]
  if (variant === undefined) throw new Error(`there is no client ${name}`)
  return connectWith(variant)
}

interface PeerClient {
  readonly connectWith: (exports: unknown) => Connect
}
const peerClients: { readonly [K in PeerName]: () => Promise<PeerClient> } = {
  openai: () => import("./peers/openai.ts"),
  "ai + @ai-sdk/openai": () => import("./peers/aiSdk.ts"),
  "@langchain/openai": () => import("./peers/langchain.ts"),
  "pi-ai": () => import("./peers/piAi.ts"),
  "@effect/ai-openai-compat": () => import("./peers/effectCompat.ts")
}
