/** Who is measured, by name. Each is loaded in a process of its own. */
import type { Connect } from "./Client.ts"
import type { Variant } from "./ours.ts"

const ours = (variant: Variant) => async (): Promise<Connect> => (await import("./ours.ts")).connectWith(variant)

export const clients: Readonly<Record<string, () => Promise<Connect>>> = {
  floor: async () => (await import("./floor.ts")).connect,
  ours: ours({}),
  "ours, runForEach": ours({ by: "chunks" })
}
