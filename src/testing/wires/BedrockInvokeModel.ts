/** Bedrock's InvokeModelWithResponseStream for Claude, as it is written: Anthropic's events in envelopes. */
import * as AnthropicMessages from "./AnthropicMessages.ts"
import * as Bedrock from "./Bedrock.ts"
import * as EventStream from "./EventStream.ts"
import * as Wire from "./Wire.ts"

const invoked = Bedrock.at("invoke-with-response-stream")
const utf8 = new TextEncoder()

export const wire = Wire.make<"chat">({
  ...invoked,
  id: "bedrock-invoke-model",
  writer: (asked) => {
    const write = AnthropicMessages.events(invoked.model(asked))
    const envelope = (event: object) => ({ bytes: Wire.base64(utf8.encode(JSON.stringify(event))) })
    return (chunk) => write(chunk).map((event) => EventStream.event("chunk", envelope(event)))
  }
})
