/** `bifrost chat` */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { choose } from "../choose.ts"
import * as flags from "../flags.ts"
import * as Prompt from "../Prompt.ts"

export const chat = Command.make(
  "chat",
  {
    prompt: Prompt.from,
    conversing: flags.conversing,
    writing: flags.writing,
    choosing: flags.choosing,
    asking: flags.asking
  },
  Effect.fnUntraced(function* ({ asking, choosing, conversing: { effort, system }, prompt, writing }) {
    const content = yield* Prompt.read(prompt)
    const choice = yield* choose("chat", asking)
    const Answer = yield* Effect.promise(() => import("../Answer.ts"))
    const request = {
      model: choice.model,
      messages: [
        ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
        { role: "user" as const, content }
      ],
      ...writing,
      ...choosing,
      reasoning: effort
    }
    yield* Answer.run("chat", request, choice, asking, Answer.print("chat", asking.json))
  })
).pipe(
  Command.withShortDescription("Answer a question"),
  Command.withDescription(
    "Answers a question, word by word. The answer goes to standard output, all else to standard error."
  ),
  Command.withExamples([
    { command: 'bifrost chat "Why is the sky blue?"', description: "Ask" },
    {
      command: 'git diff | bifrost chat "Write a commit message for this:" -',
      description: "Ask about what is piped in"
    },
    { command: 'bifrost chat "Explain:" --file src/index.ts --system "Be brief."', description: "Ask about a file" },
    {
      command: "bifrost chat Hello --model gpt-4o --fallback local --deadline 20s",
      description: "Never wait longer than 20 seconds, never go without an answer"
    },
    {
      command: "bifrost chat Hello --base-url http://127.0.0.1:8080/v1 --model llama",
      description: "Ask a server of your own"
    }
  ])
)
