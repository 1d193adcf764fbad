/** Where a prompt comes from: the arguments, files, standard input. It is not the request: a command makes that. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import { unreadable } from "./files.ts"
import { Refused } from "./Refused.ts"

export const from = {
  words: Argument.String("prompt").pipe(
    Argument.variadic(),
    Argument.withDescription("The prompt; `-` stands for standard input, which is also read when nothing else is given")
  ),
  files: Flag.String("file").pipe(
    Flag.withAlias("f"),
    Flag.withMetavar("path"),
    Flag.withDescription("A text file that follows the prompt; may be repeated"),
    Flag.atLeast(0)
  )
}

/** All parts in order, with a blank line between them: words that stand together are one part. */
export const read = ({
  files,
  words
}: {
  readonly files: ReadonlyArray<string>
  readonly words: ReadonlyArray<string>
}) =>
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    const fileSystem = yield* FileSystem.FileSystem
    const input = Effect.mapError(Stream.mkString(Stream.decodeText(stdio.stdin)), unreadable("standard input"))

    const nothing = words.length === 0 && files.length === 0
    if (nothing && (yield* stdio.stdinIsTerminal)) return yield* missing
    const parts: Array<string> = []
    for (const part of nothing ? ["-"] : partsOf(words)) parts.push(part === "-" ? yield* input : part)
    for (const path of files) parts.push(yield* Effect.mapError(fileSystem.readFileString(path), unreadable(path)))

    const prompt = parts.map((part) => part.trimEnd()).filter((part) => part !== "")
    return prompt.length === 0 ? yield* missing : prompt.join("\n\n")
  })

const partsOf = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let together = false
  for (const word of words) {
    const last = parts.at(-1)
    if (word === "-" || !together || last === undefined) parts.push(word)
    else parts[parts.length - 1] = `${last} ${word}`
    together = word !== "-"
  }
  return parts
}

const missing = new Refused({
  kind: "usage",
  what: "There is no prompt",
  advice: "Write it after the command, name a --file, or pipe it in."
})
