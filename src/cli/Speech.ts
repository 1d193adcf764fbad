/** Speech from the request to a file or to standard output, with how far it is on standard error. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { SpeechRequest } from "../../schemas/Speech.ts"
import * as AudioFile from "../AudioFile.ts"
import * as Answer from "./Answer.ts"
import type { Choice } from "./choose.ts"
import { unwritable } from "./files.ts"
import type { Asking } from "./flags.ts"
import { jsonLine } from "./jsonLine.ts"
import * as Output from "./Output.ts"
import * as Progress from "./progress.ts"

export const speech = (
  request: SpeechRequest,
  choice: Choice,
  asking: Asking,
  { output, overwrite }: { readonly output: string | undefined; readonly overwrite: boolean }
) =>
  Answer.run("speech", request, choice, asking, (answer) =>
    Effect.scoped(
      Effect.gen(function* () {
        const progress = yield* Progress.start("received")
        const line = jsonLine("speech")
        const shown = Stream.mapArrayEffect(answer, (chunks) =>
          Effect.gen(function* () {
            for (const chunk of chunks) {
              if (chunk._tag === "Audio") progress.add(chunk.data.length)
              if (asking.json) yield* Output.write(line(chunk))
              else if (output === undefined && chunk._tag === "Audio") yield* Output.write(chunk.data)
            }
            return chunks
          })
        )
        if (output === undefined) return yield* Stream.runDrain(shown)
        const written = yield* Stream.run(shown, AudioFile.sink(output, { overwrite })).pipe(
          Effect.catchTag("PlatformError", (error) => Effect.fail(unwritable(output)(error)))
        )
        progress.stop()
        yield* Output.note(`wrote ${written.bytes} bytes to ${output}`)
      })
    )
  )
