/** pi-ai: one `stream` function for all providers. */
import type { Call, Connect } from "../Client.ts"
import { toModel } from "../Work.ts"
import { listen } from "./openai.ts"

export const connectWith =
  ({ stream }: any): Connect =>
  (origin) =>
  async ({ ear, id, signal, work }: Call) => {
    const name = toModel(work, id)
    const model = {
      id: name,
      name,
      api: "openai-completions",
      provider: "openai",
      baseUrl: `${origin}/v1`,
      reasoning: false,
      input: ["text"],
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      contextWindow: 1e6,
      maxTokens: 32_000
    }
    const messages = [{ role: "user", content: "hi", timestamp: 0 }]
    await listen(
      stream(model, { messages }, { apiKey: "key", signal }),
      (part) => (part.type === "text_delta" ? part.delta : ""),
      ear
    )
  }
