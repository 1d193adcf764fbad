/** `bifrost transcribe` */
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { choose } from "../choose.ts"
import * as flags from "../flags.ts"

const hearing = {
  language: Flag.String("language").pipe(
    Flag.withMetavar("code"),
    Flag.withDescription("The spoken language, as in `en`. Default: the model finds out"),
    flags.maybe
  ),
  prompt: Flag.String("prompt").pipe(
    Flag.withMetavar("text"),
    Flag.withDescription("Words to expect, or what was said before"),
    flags.maybe
  ),
  temperature: Flag.Finite("temperature").pipe(Flag.withDescription("From 0 to 1"), flags.maybe)
}

export const transcribe = Command.make(
  "transcribe",
  {
    file: Argument.String("file").pipe(Argument.withDescription("The audio file")),
    hearing,
    asking: flags.asking
  },
  Effect.fnUntraced(function* ({ asking, file, hearing }) {
    const choice = yield* choose("transcription", asking)
    const { transcription } = yield* Effect.promise(() => import("../Transcription.ts"))
    yield* transcription(file, { model: choice.model, ...hearing }, choice, asking)
  })
).pipe(
  Command.withShortDescription("Write down what is said in an audio file"),
  Command.withDescription("Writes down what is said in an audio file, as it is recognised."),
  Command.withExamples([
    { command: "bifrost transcribe talk.mp3 --language en", description: "Transcribe" },
    { command: "bifrost transcribe hello.wav --provider local", description: "Transcribe without a network" }
  ])
)
