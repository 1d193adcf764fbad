/** A text to continue, for wires that take one at a time. */
import * as Result from "effect/Result"
import { Unsupported } from "../../schemas/Reason.ts"
import type { TextRequest } from "../../schemas/Text.ts"

/** The only prompt of a request. */
export const single = ({ prompt }: TextRequest): Result.Result<string, Unsupported> => {
  const [first, ...more] = [prompt].flat()
  return first === undefined || more.length > 0
    ? Result.fail(
        new Unsupported({
          what: first === undefined ? "no prompt" : "several prompts",
          instead: "send one request for each"
        })
      )
    : Result.succeed(first)
}
