/** One answer, from the request to standard output. What differs by command is how its stream is consumed. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { ChunkOf, Operation, RequestOf } from "../../schemas/Operation.ts"
import * as ResponseHead from "../ResponseHead.ts"
import { ask } from "./ask.ts"
import type { Choice } from "./choose.ts"
import type { Asking } from "./flags.ts"
import { jsonLine } from "./jsonLine.ts"
import * as Ledger from "./ledger.ts"
import * as Output from "./Output.ts"
import { plain, type Written } from "./plain.ts"

type Chunks<O extends Operation> = Stream.Stream<ChunkOf<O>, BifrostError>

/** Asks, tells what the provider warns of, hands the stream to `consume`, and at the end says what it cost. */
export const run = Effect.fnUntraced(function* <O extends Operation, E, R>(
  operation: O,
  request: RequestOf<O>,
  choice: Choice,
  asking: Asking,
  consume: (answer: Chunks<O>) => Effect.Effect<unknown, E, R>
) {
  const clock = yield* Clock.Clock
  const ledger = Ledger.open(operation, { provider: choice.row.name, model: choice.model }, () =>
    clock.currentTimeMillisUnsafe()
  )
  const warned = new Set<string>()
  const begin = ({ model, provider, warnings }: Ledger.Who & { readonly warnings: ReadonlyArray<string> }) => {
    ledger.answeredBy({ provider, model })
    const fresh = warnings.filter((warning) => !warned.has(warning))
    for (const warning of fresh) warned.add(warning)
    return Effect.forEach(fresh, Output.note, { discard: true })
  }
  const answer = ask(operation, request, choice, asking).pipe(
    ResponseHead.observe(begin),
    Stream.mapArrayEffect((chunks) => {
      ledger.add(chunks)
      const [start] = chunks
      return Effect.as(!("type" in start) && start._tag === "Start" ? begin(start) : Effect.void, chunks)
    })
  )
  yield* consume(answer)
  if (asking.usage) yield* Output.note(ledger.line())
})

/** Prints an answer as it comes: as JSON lines, or as its plain text with a line's end behind it. */
export const print =
  <O extends Written>(operation: O, json: boolean) =>
  (answer: Chunks<O>): Effect.Effect<void, BifrostError | Output.Failure> =>
    Effect.suspend(() => {
      const encode = jsonLine(operation)
      if (json) return Stream.runForEachArray(answer, (chunks) => Output.write(chunks.map(encode).join("")))
      let ended = true
      const shown = Stream.runForEachArray(answer, (chunks) => {
        const text = chunks.map(plain[operation]).join("")
        if (text !== "") ended = text.endsWith("\n")
        return Output.write(text)
      })
      return Effect.onExit(shown, () => (ended ? Effect.void : Effect.ignore(Output.write("\n"))))
    })
