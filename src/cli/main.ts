/** Runs the command: arguments in, an exit code out. Failures are told here, in one paragraph on standard error. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { bifrost } from "./command.ts"
import * as exitCodes from "./exitCodes.ts"
import * as Help from "./help.ts"
import * as Output from "./Output.ts"
import { Refused, Told } from "./Refused.ts"
import { paragraph } from "./report.ts"
import { version } from "./version.ts"

Output.survivePipes()

/** What went wrong: its exit code, and what is still to be said of it. */
const verdictOf = (cause: Cause.Cause<unknown>): { readonly code: exitCodes.ExitCode; readonly say?: string } => {
  if (Cause.hasInterruptsOnly(cause)) return { code: terminated ? 143 : 130 }
  const error = Cause.squash(cause)
  if (error instanceof BifrostError) return { code: exitCodes.byReason[error.reason._tag], say: paragraph(error) }
  if (error instanceof Refused) return { code: exitCodes.byRefusal[error.kind], say: error.message }
  if (error instanceof Told) return { code: error.code }
  if (error instanceof Output.ReaderGone) return { code: 0 }
  if (CliError.isCliError(error)) return { code: error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 64 }
  return { code: 1, say: `This is a bug: ${Cause.pretty(cause)}` }
}

let terminated = false
process.once("SIGTERM", () => {
  terminated = true
})
// the first Ctrl-C ends the answer in order; whoever presses it again doesn't want to wait for that
process.once("SIGINT", () => process.once("SIGINT", () => process.exit(130)))

Command.run(bifrost, { version }).pipe(
  Effect.tapCause((cause) => {
    const { say } = verdictOf(cause)
    return say === undefined ? Effect.void : Output.note(say)
  }),
  Effect.provide(
    Layer.mergeAll(
      NodeServices.layer,
      Help.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
    )
  ),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) ? 0 : verdictOf(exit.cause).code)
  })
)
