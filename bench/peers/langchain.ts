/** LangChain's chat model for OpenAI. */
import type { Call, Connect } from "../Client.ts"
import { toModel, type Work } from "../Work.ts"
import { listen } from "./openai.ts"

export const connectWith =
  ({ ChatOpenAI }: any): Connect =>
  (origin) => {
    const models = new Map<string, any>()
    /** A model is an object there; an app keeps one. */
    const modelOf = (work: Work, id: string) => {
      const name = toModel(work, id)
      const kept =
        models.get(name) ??
        new ChatOpenAI({ model: name, apiKey: "key", streamUsage: true, configuration: { baseURL: `${origin}/v1` } })
      models.set(name, kept)
      return kept
    }
    return async ({ ear, id, signal, work }: Call) =>
      listen(
        await modelOf(work, id).stream("hi", { signal }),
        ({ content }) => (typeof content === "string" ? content : ""),
        ear
      )
  }
