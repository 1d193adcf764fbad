/** What came is not what was expected. Who finds it knows what; who drives the decoder adds where. */
import { Unintelligible } from "../../schemas/Reason.ts"

export interface Misfit {
  readonly expected: string
  readonly sample: string
}

/** A sample is for people: longer ones are cut here. */
const maxSample = 200

export const at = (where: string, { expected, sample }: Misfit): Unintelligible =>
  new Unintelligible({ where, expected, sample: sample.slice(0, maxSample) })
