/** `bifrost responses` */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { choose } from "../choose.ts"
import * as flags from "../flags.ts"
import * as Prompt from "../Prompt.ts"

export const responses = Command.make(
  "responses",
  { prompt: Prompt.from, conversing: flags.conversing, writing: flags.writing, asking: flags.asking },
  Effect.fnUntraced(function* ({ asking, conversing: { effort, system }, prompt, writing }) {
    const input = yield* Prompt.read(prompt)
    const choice = yield* choose("responses", asking)
    const Answer = yield* Effect.promise(() => import("../Answer.ts"))
    const request = { model: choice.model, input, instructions: system, ...writing, reasoning: effort }
    yield* Answer.run("responses", request, choice, asking, Answer.print("responses", asking.json))
  })
).pipe(
  Command.withShortDescription("Answer a question through the Responses API"),
  Command.withDescription("Answers a question through the Responses API. With --json its events are printed verbatim."),
  Command.withExamples([
    { command: 'bifrost responses "Why is the sky blue?"', description: "Ask" },
    { command: "bifrost responses Hello --json | jq -r .type", description: "Watch the events" }
  ])
)
