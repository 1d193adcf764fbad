/** The `bifrost` command: its subcommands, and what `--help` says before them. Handlers load what they need when they run. */
import * as Command from "effect/cli/Command"
import { chat } from "./commands/chat.ts"
import { decode } from "./commands/decode.ts"
import { providers } from "./commands/providers.ts"
import { responses } from "./commands/responses.ts"
import { speak } from "./commands/speak.ts"
import { text } from "./commands/text.ts"
import { transcribe } from "./commands/transcribe.ts"

export const bifrost = Command.make("bifrost").pipe(
  Command.withSubcommands([chat, text, responses, speak, transcribe, providers, decode]),
  Command.withDescription(
    `Streams AI answers: text, chat, Responses, speech and transcription.

  The answer goes to standard output and nothing else does. Without a key the provider \`local\` answers: real speech
  and transcription, and a small engine that is no language model but knows this library.`
  ),
  Command.withExamples([
    { command: 'bifrost chat "What is Bifrost?"', description: "Ask" },
    { command: 'bifrost speak "Hello, Bifrost!" --output hello.wav', description: "Say something" },
    { command: "bifrost transcribe hello.wav", description: "Write down what is said" },
    { command: "bifrost providers", description: "See who serves what" },
    { command: "source <(bifrost --completions bash)", description: "Complete commands and flags in this shell" }
  ])
)
