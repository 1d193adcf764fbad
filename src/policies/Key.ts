/**
 * Whose count it is: policies with a store keep one for each key, so that layers and processes that share the store
 * share the count of one provider, and of no other.
 */
import type { Origin } from "../../schemas/BifrostError.ts"

/** A name, or how to make one of who is asked: `({ provider, model }) => `${provider}/${model}``. */
export type Key = string | ((asked: Origin) => string)

/** Default: the provider's id. A bare stream tells nobody who is asked; without a name, all such share one. */
export const keyOf = (key: Key = ({ provider }) => provider, asked: Origin | undefined): string =>
  typeof key === "string" ? key : asked ? key(asked) : "stream"
