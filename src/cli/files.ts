/** What a file system says, as a refusal in words. */
import type * as PlatformError from "effect/PlatformError"
import { Refused } from "./Refused.ts"

type Failed = PlatformError.PlatformError
type Words = { readonly [Tag in Failed["reason"]["_tag"]]?: string }

const inWords = ({ reason }: Failed, words: Words): string =>
  words[reason._tag] ?? (reason._tag === "BadArgument" ? reason.description : undefined) ?? reason.message

export const unreadable =
  (path: string) =>
  (error: Failed): Refused => {
    const why = inWords(error, { NotFound: "there is no such file", PermissionDenied: "permission denied" })
    return new Refused({ kind: "input", what: `Cannot read ${path}: ${why}`, advice: "Check the path." })
  }

export const unwritable =
  (path: string) =>
  (error: Failed): Refused => {
    if (error.reason._tag === "AlreadyExists") {
      const advice = "Choose another name, or add --overwrite."
      return new Refused({ kind: "output", what: `${path} is there already`, advice })
    }
    const why = inWords(error, { NotFound: "there is no such folder", PermissionDenied: "permission denied" })
    return new Refused({ kind: "output", what: `Cannot write ${path}: ${why}`, advice: "Check the path." })
  }
