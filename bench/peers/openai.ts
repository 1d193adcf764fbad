/** OpenAI's own SDK: `for await` over its stream. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Call, Connect, Ear } from "../Client.ts"
import { toModel } from "../Work.ts"

const messages = [{ role: "user", content: "hi" }]

export const connectWith =
  ({ OpenAI }: any): Connect =>
  (origin) => {
    const client = new OpenAI({ apiKey: "key", baseURL: `${origin}/v1` })
    return async ({ ear, id, signal, work }: Call) => {
      const model = toModel(work, id)
      switch (work.wire) {
        case "speech": {
          const answer = await client.audio.speech.create({ model, input: "hi", voice: "alloy" }, { signal })
          for await (const bytes of answer.body) ear.hear(bytes.length)
          return
        }
        case "responses":
        case "largeResponses":
          return listen(
            await client.responses.create({ model, input: "hi", stream: true }, { signal }),
            (event) => (event.type === "response.output_text.delta" ? event.delta : ""),
            ear
          )
        case "tools":
          return listen(
            await client.chat.completions.create({ model, messages, stream: true }, { signal }),
            (chunk) => chunk.choices[0]?.delta.tool_calls?.[0]?.function.arguments,
            ear
          )
        default:
          return listen(
            await client.chat.completions.create(
              { model, messages, stream: true, stream_options: { include_usage: true } },
              { signal }
            ),
            (chunk) => chunk.choices[0]?.delta.content,
            ear
          )
      }
    }
  }

/** Hears a stream to its end, as slowly as the ear says. */
export const listen = async (stream: AsyncIterable<any>, textOf: (part: any) => string | undefined, ear: Ear) => {
  for await (const part of stream) {
    const text = textOf(part)
    if (!text) continue
    ear.hear(text.length)
    if (ear.pauseMillis > 0 && ear.words % 100 === 0) await sleep(ear.pauseMillis)
  }
}
