/** What a word of a thousand streams at once costs, as a multiple of a word of ten. */
import type { Measure } from "../Measure.ts"
import { words } from "./words.ts"

export const growth: Measure = async (client, { work }, origin) => {
  const { cpu: ten = NaN } = await words(client, { work, streams: 10, times: 50 }, origin)
  const { cpu: thousand = NaN } = await words(client, { work, streams: 1000 }, origin)
  return { ten, thousand, growth: thousand / ten }
}
