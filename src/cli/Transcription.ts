/** A transcript from an audio file to standard output, with how much was sent on standard error until words come. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { TranscriptionRequest } from "../../schemas/Transcription.ts"
import * as AudioFile from "../AudioFile.ts"
import * as Answer from "./Answer.ts"
import type { Choice } from "./choose.ts"
import type { Asking } from "./flags.ts"
import * as Progress from "./progress.ts"
import { unreadable } from "./files.ts"

export const transcription = (
  path: string,
  request: Omit<TranscriptionRequest, "audio" | "fileName" | "mediaType">,
  choice: Choice,
  asking: Asking
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { audio, ...file } = yield* Effect.mapError(AudioFile.read(path), unreadable(path))
      const progress = yield* Progress.start("sent")
      const counted = Stream.mapArray(audio, (pieces) => {
        for (const { length } of pieces) progress.add(length)
        return pieces
      })
      yield* Answer.run("transcription", { ...request, ...file, audio: counted }, choice, asking, (answer) =>
        answer.pipe(
          Stream.onFirst(() => Effect.sync(progress.stop)),
          Answer.print("transcription", asking.json)
        )
      )
    })
  )
