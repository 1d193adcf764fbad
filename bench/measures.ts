/** The ways to measure, by name. */
import type { Measure } from "./Measure.ts"
import { cancel } from "./measures/cancel.ts"
import { delay } from "./measures/delay.ts"
import { first } from "./measures/first.ts"
import { growth } from "./measures/growth.ts"
import { long } from "./measures/long.ts"
import { profile } from "./measures/profile.ts"
import { slow } from "./measures/slow.ts"
import { words } from "./measures/words.ts"

export const measures = { cancel, delay, first, growth, long, profile, slow, words } satisfies Record<string, Measure>
export type MeasureName = keyof typeof measures
