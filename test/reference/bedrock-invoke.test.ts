/** Amazon's own client, and Anthropic's for what it carries, as references for Claude on InvokeModelWithResponseStream. */
import Anthropic from "@anthropic-ai/sdk"
import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream"
import { type BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime"
import { Auth, Collect, Provider, StreamingProvider } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Bedrock"
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import { assert, it } from "vitest"
import { bodyOf } from "../kit/fixture.ts"
import { sameAnswers } from "./answers.ts"
import { understoodOf } from "./anthropic.ts"
import * as Bedrock from "./bedrock.ts"
import { at, both, type Sides, whole } from "./both.ts"
import { hello } from "./intents.ts"

const sides: Sides<StreamingProvider<"chat">, BedrockRuntimeClient> = {
  ...Bedrock.sides,
  layer: (url) => {
    const { apiKey, baseUrl } = at(url)
    return Provider.layer({
      ...Layers.provider,
      baseUrl,
      auth: Auth.bearer(apiKey),
      operations: { chat: BedrockInvokeModel.protocol }
    })
  }
}

const modelId = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
/** As Anthropic's documentation has it for this host. */
const body = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  messages: [{ role: "user", content: [{ type: "text", text: "Hello!" }] }]
} satisfies Omit<Anthropic.MessageCreateParams, "model"> & { readonly anthropic_version: string }

/** The events in the envelopes, a line each, through Anthropic's own client. */
const heard = async (client: BedrockRuntimeClient) => {
  const contentType = "application/json"
  const { body: envelopes } = await client.send(
    new InvokeModelWithResponseStreamCommand({ modelId, contentType, body: JSON.stringify(body) })
  )
  const lines = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      for await (const { chunk } of envelopes ?? []) {
        if (chunk?.bytes) controller.enqueue(Buffer.concat([chunk.bytes, Buffer.from("\n")]))
      }
      controller.close()
    }
  })
  return understoodOf(await MessageStream.fromReadableStream(lines).finalMessage())
}

it("the same intent is the same request", async () => {
  const { asked, ...answers } = await both(
    sides,
    { headers: { "content-type": Bedrock.frames }, pieces: [bodyOf("bedrock-invoke-model/claude.frames")] },
    Collect.chat(StreamingProvider.chat({ model: modelId, messages: [hello], maxTokens: 100 })),
    heard
  )
  whole(answers)
  const { one = assert.fail("we sent nothing"), two = assert.fail("they sent nothing") } = asked
  assert.deepStrictEqual([one.method, one.path, one.body], [two.method, two.path, two.body])
  for (const name of ["content-type", "authorization"]) assert.strictEqual(one.headers[name], two.headers[name])
})

const older = "of before Messages, which their client no longer reads"

sameAnswers({
  sides,
  protocol: "bedrock-invoke-model",
  isTheirs: (name) => /claude|anthropic/.test(name),
  ask: heard,
  differs: {
    "claude-2.frames": older,
    "bedrock/invoke-stream/dd-trace-py--anthropic_invoke_stream": older
  }
})
