/** Runs named checks one after another and prints a line for each: `ok NAME`, or `not ok NAME` and why. */
import { Cause, Effect, Exit } from "effect"

export interface Check {
  readonly name: string
  /** What was found, in a few words; fails or dies where it is wrong. */
  readonly run: Effect.Effect<string, unknown>
}

export const expect = (condition: boolean, otherwise: string) =>
  condition ? Effect.void : Effect.fail(new Error(otherwise))

export const runAll = (checks: ReadonlyArray<Check>) =>
  Effect.forEach(checks, ({ name, run }) =>
    Effect.map(Effect.exit(Effect.timeout(run, "2 minutes")), (exit) => {
      if (Exit.isSuccess(exit)) console.log(`ok ${name}: ${exit.value}`)
      else console.log(`not ok ${name}: ${Cause.pretty(exit.cause).replaceAll("\n", "\n  ")}`)
      return Exit.isSuccess(exit)
    })
  ).pipe(
    Effect.map((all) => {
      process.exitCode = all.every((one) => one) ? 0 : 1
    })
  )
