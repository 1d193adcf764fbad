/** What `--help` says, command by command, as the page `docs/cli.md`. */
import { Console, Effect, Layer } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { bifrost } from "../../src/cli/command.ts"
import * as Help from "../../src/cli/help.ts"

const helpOf = (path: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const said: Array<string> = []
    yield* Command.runWith(bifrost, { version: "" })([...path, "--help"]).pipe(
      Effect.provideService(Console.Console, { ...console, log: (text: string) => void said.push(text) })
    )
    return said.join("\n").trim()
  })

export const page = Effect.gen(function* () {
  const names = bifrost.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
  const sections: Array<string> = []
  for (const name of ["", ...names]) {
    const path = name === "" ? [] : [name]
    sections.push(`## bifrost ${name}`.trimEnd(), `\`\`\`text\n${yield* helpOf(path)}\n\`\`\``)
  }
  return (
    ["# The command line", "This page is what `--help` says; a test writes it.", ...sections, ""]
      .join("\n\n")
      .trimEnd() + "\n"
  )
}).pipe(
  Effect.provide(
    Layer.mergeAll(
      NodeServices.layer,
      Help.layer,
      CliOutput.layer(CliOutput.defaultFormatter({ colors: false, globalFlags: "none" })),
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
    )
  )
)
