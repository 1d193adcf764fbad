/** OpenAI's chat without the memory of the events before: each is parsed by `JSON.parse` alone. */
import { Result } from "effect"
import { Auth, Provider } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"

const { protocol } = OpenAiChat
type Protocol = typeof protocol

const decoder: Protocol["decoder"] = (head) => protocol.decoder({ ...head, memo: false })
const open: Protocol["open"] = (request, options) =>
  Result.map(protocol.open(request, options), (exchange) => ({ ...exchange, decoder }))

export const provider = (origin: string) =>
  Provider.layer(
    Provider.make({
      id: "openai",
      baseUrl: `${origin}/v1`,
      auth: Auth.none,
      operations: { chat: { ...protocol, open, decoder } }
    })
  )
