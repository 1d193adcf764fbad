/**
 * Who is measured, by name: `floor`, `ours`, `ours: <feature>` and the peers. Each runs in a process of its own, which
 * loads that client and nothing else.
 */
import type { Connect } from "./Client.ts"

export const load = async (name: string): Promise<Connect> => {
  if (name === "floor") return (await import("./floor.ts")).connect
  const { connectWith } = await import("./ours.ts")
  if (name === "ours") return connectWith({})
  const [, feature = ""] = /^ours: (.*)$/.exec(name) ?? []
  const { features } = await import("./features.ts")
  const variant = Object.entries(features).find(([one]) => one === feature)?.[1]
  if (variant === undefined) throw new Error(`there is no client ${name}`)
  return connectWith(variant)
}
