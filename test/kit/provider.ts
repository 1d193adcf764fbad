/** OpenAI's chat wire without a key: what is tested with it is not the key. */
import { Auth, Provider } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"

export const record = Provider.make({
  id: "test",
  baseUrl: "http://127.0.0.1:1/v1",
  auth: Auth.none,
  operations: { chat: OpenAiChat.protocol }
})
export const layer = Provider.layer(record)
