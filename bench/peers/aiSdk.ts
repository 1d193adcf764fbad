/** Vercel's AI SDK: `streamText`, and the text parts of its `fullStream`. */
import type { Call, Connect } from "../Client.ts"
import { toModel } from "../Work.ts"
import { listen } from "./openai.ts"

export const connectWith =
  ({ createOpenAI, streamText }: any): Connect =>
  (origin) => {
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })
    const provider = createOpenAI({ apiKey: "key", baseURL: `${origin}/v1` })
    return async ({ ear, id, signal, work }: Call) => {
      let failure: unknown
      const answer = streamText({
        model: provider.chat(toModel(work, id)),
        prompt: "hi",
        abortSignal: signal,
        onError: ({ error }: any) => {
          failure = error
        }
      })
      await listen(answer.fullStream, (part) => (part.type === "text-delta" ? part.text : ""), ear)
      if (failure !== undefined) throw failure
    }
  }
