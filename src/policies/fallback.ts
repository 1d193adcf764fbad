/**
 * Fallback: asks another provider.
 *
 * Before the first chunk: where another may do better (`isFallbackable`), the backup is asked; any other failure
 * stands. At the first chunk and after it: never; the failure is that of the provider that was heard.
 * Errors: when nobody was heard, the primary's, with the backup's in `attempts`. The layer supplies what both
 * supply. Order: chain it for more backups; what is applied later (a retry, a deadline) is around them all.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Silence from "../Silence.ts"
import { zipWith } from "../StreamingProvider.ts"

/** A layer that falls back to another. To keep what only the primary can: `Layer.merge(primary, safe)`. */
export const fallbackTo =
  <Out2, E2, R2>(backup: Layer.Layer<Out2, E2, R2>) =>
  <Out, E, R>(primary: Layer.Layer<Out, E, R>) =>
    zipWith(primary, backup, (first, second) => ({
      ...first,
      stream: (request) =>
        Silence.recover(first.stream(request), (error) =>
          Effect.succeed(
            error.isFallbackable
              ? Silence.mapError(second.stream(request), (other, wasHeard) =>
                  wasHeard ? other.after(error) : error.before(other)
                )
              : undefined
          )
        )
    }))
