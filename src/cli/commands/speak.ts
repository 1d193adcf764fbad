/** `bifrost speak` */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Stdio from "effect/Stdio"
import { choose } from "../choose.ts"
import * as flags from "../flags.ts"
import * as Prompt from "../Prompt.ts"
import { Refused } from "../Refused.ts"

const speaking = {
  voice: Flag.String("voice").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription("Who speaks. Default: the provider's first; `bifrost providers --json` lists them"),
    flags.maybe
  ),
  format: Flag.String("format").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription("mp3, opus, aac, flac, wav or pcm. Default: what --output ends in, else the provider's"),
    flags.maybe
  ),
  speed: Flag.Finite("speed").pipe(Flag.withDescription("From 0.25 to 4, where 1 is normal"), flags.maybe),
  instructions: Flag.String("instructions").pipe(
    Flag.withMetavar("text"),
    Flag.withDescription("How to say it"),
    flags.maybe
  ),
  output: Flag.String("output").pipe(
    Flag.withAlias("o"),
    Flag.withMetavar("path"),
    Flag.withDescription("The file to write. Default: standard output, where that is not a terminal"),
    flags.maybe
  ),
  overwrite: flags.toggle("overwrite", "Replace the file if it is there")
}

export const speak = Command.make(
  "speak",
  { prompt: Prompt.from, speaking, asking: flags.asking },
  Effect.fnUntraced(function* ({ asking, prompt, speaking: { output, overwrite, voice, ...how } }) {
    const input = yield* Prompt.read(prompt)
    if (output === undefined && !asking.json && (yield* (yield* Stdio.Stdio).stdoutIsTerminal)) return yield* binary
    const choice = yield* choose("speech", asking)
    const { speech } = yield* Effect.promise(() => import("../Speech.ts"))
    const request = {
      model: choice.model,
      input,
      voice: voice ?? choice.row.voice,
      ...how,
      format: how.format ?? endingOf(output)
    }
    yield* speech(request, choice, asking, { output, overwrite })
  })
).pipe(
  Command.withShortDescription("Say a text"),
  Command.withDescription("Says a text. The audio goes to a file or to standard output while it is made."),
  Command.withExamples([
    { command: 'bifrost speak "Hello, Bifrost!" --output hello.wav', description: "Write a file" },
    {
      command: "bifrost speak --file story.txt --voice nova --format mp3 | mpv -",
      description: "Listen while it is made"
    },
    {
      command: 'bifrost speak "Hello" --provider local --output hello.wav --overwrite',
      description: "Speak without a network"
    }
  ])
)

/** `hello.wav` is to be a WAV file. */
const endingOf = (path: string | undefined): string | undefined =>
  /\.(mp3|opus|aac|flac|wav|pcm)$/i.exec(path ?? "")?.[1]?.toLowerCase()

const binary = new Refused({
  kind: "usage",
  what: "Audio is not for a terminal",
  advice: "Name a file with --output, or pipe it into a player."
})
