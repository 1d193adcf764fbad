/** What the command line itself refuses, before or beside any provider: each kind has an exit code of its own. */
import * as Data from "effect/Data"
import type { ExitCode } from "./exitCodes.ts"

export class Refused extends Data.TaggedError("Refused")<{
  /** `usage`: wrong flags or arguments; `input`: what cannot be read; `output`: what cannot be written. */
  readonly kind: "usage" | "input" | "output"
  /** What happened, without a full stop. */
  readonly what: string
  /** What to do. */
  readonly advice: string
}> {
  override get message() {
    return `${this.what}. ${this.advice}`
  }
}

/** Failures that were told already, file by file; the process only has to end with their code. */
export class Told extends Data.TaggedError("Told")<{ readonly code: ExitCode }> {}
