/** How the command speaks of itself: help that was asked for is an answer; a mistake is told in a line, with where to look. */
import * as CliOutput from "effect/cli/CliOutput"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { meanings } from "./exitCodes.ts"
import * as Output from "./Output.ts"

export const layer = CliOutput.layerPresenter({
  present: (event) => {
    if (event._tag === "InvalidInvocation") {
      const mistakes = event.errors.map(({ message }) => sentence(message)).join(" ")
      return Output.note(`${mistakes} See \`${event.commandPath.join(" ")} --help\`.`)
    }
    const told = CliOutput.defaultPresenter.present(event)
    const isRoot = event._tag === "Help" && event.commandPath.length === 1
    return isRoot ? Effect.andThen(told, Console.log(`\nEXIT CODES\n${table}`)) : told
  }
})

const table = Object.entries(meanings)
  .map(([code, meaning]) => `  ${code.padStart(3)}    ${meaning}`)
  .join("\n")

const sentence = (text: string) => {
  const flat = text.replace(/\s+/g, " ").trim()
  return /[.?!]$/.test(flat) ? flat : `${flat}.`
}
