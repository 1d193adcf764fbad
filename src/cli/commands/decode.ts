/** `bifrost decode` */
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { maybe, toggle } from "../flags.ts"

export const decode = Command.make(
  "decode",
  {
    files: Argument.String("file").pipe(
      Argument.variadic({ min: 1 }),
      Argument.withDescription("Bodies as they were received, after HTTP content decoding")
    ),
    protocol: Flag.String("protocol").pipe(
      Flag.withMetavar("name"),
      Flag.withDescription("The wire language: openai-chat, openai-responses, openai-completions, openai-speech, …")
    ),
    json: toggle("json", "Print the chunks, one JSON line each"),
    summary: toggle("summary", "Print one JSON line for each file: what the answer was, or why there is none"),
    status: Flag.Int("status").pipe(
      Flag.withMetavar("number"),
      Flag.withDescription("The HTTP status the bodies came with. Default: 200"),
      Flag.withDefault(200)
    ),
    contentType: Flag.String("content-type").pipe(
      Flag.withMetavar("type"),
      Flag.withDescription("The content type the bodies came with, as in audio/mpeg"),
      maybe
    )
  },
  Effect.fnUntraced(function* (asked) {
    const { decodeFiles } = yield* Effect.promise(() => import("../Decode.ts"))
    yield* decodeFiles(asked)
  })
).pipe(
  Command.withShortDescription("Read recorded answers"),
  Command.withDescription(
    `Reads recorded bodies with the decoder that reads them from the network. No vendor, model or key is needed.

  Of several files each is read, whatever the others are. With --summary a failed answer is a result like any other;
  only a file that cannot be read makes the command fail.`
  ),
  Command.withExamples([
    { command: "bifrost decode --protocol openai-chat answer.sse", description: "See the text of an answer" },
    { command: "bifrost decode --protocol openai-chat --json answer.sse", description: "See its chunks" },
    {
      command: "bifrost decode --protocol openai-responses --summary recorded/*.sse",
      description: "One line for each of many"
    },
    {
      command: "bifrost decode --protocol openai-chat --status 429 --summary error.json",
      description: "See what an error means"
    }
  ])
)
