/** What goes wrong in an engine, in the library's words. */
import { Misconfigured, ServerFailed } from "../../schemas/Reason.ts"
import type { EngineFailed } from "./Engine.ts"
import type { PackageMissing } from "./Packages.ts"

export const reasonOf = (error: EngineFailed | PackageMissing): Misconfigured | ServerFailed =>
  error._tag === "PackageMissing"
    ? new Misconfigured({ description: error.message })
    : new ServerFailed({ description: error.message })
