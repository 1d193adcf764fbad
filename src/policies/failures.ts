/**
 * Which of several providers' failures stands: the primary's while nobody was heard, else that of the provider that
 * was heard last. The others are its attempts, oldest first.
 */
import type { BifrostError } from "../../schemas/BifrostError.ts"

export interface Failures {
  readonly before: ReadonlyArray<BifrostError>
  readonly error: BifrostError
  readonly after: ReadonlyArray<BifrostError>
  /** Whether the answer had begun. */
  readonly wasHeard: boolean
}

export const add = (failures: Failures | undefined, error: BifrostError, wasHeard: boolean): Failures => {
  if (failures === undefined) return { before: [], error, after: [], wasHeard }
  if (!wasHeard) return { ...failures, after: [...failures.after, error] }
  return { before: [...failures.before, failures.error, ...failures.after], error, after: [], wasHeard }
}

export const standing = ({ after, before, error }: Omit<Failures, "wasHeard">): BifrostError =>
  after.reduce(
    (stands, later) => stands.before(later),
    before.reduceRight((stands, earlier) => stands.after(earlier), error)
  )
