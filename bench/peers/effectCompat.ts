/** Effect's own package for OpenAI's imitators: `LanguageModel.streamText`, by the Effect of its own folder. */
import type { Call, Connect } from "../Client.ts"
import { toModel } from "../Work.ts"

export const connectWith =
  (exports: any): Connect =>
  (origin) => {
    const { Effect, LanguageModel, Layer, ManagedRuntime, Redacted, Stream } = exports
    const { NodeHttpClient, OpenAiClient, OpenAiLanguageModel } = exports
    const client = OpenAiClient.layer({ apiKey: Redacted.make("key"), apiUrl: `${origin}/v1` }).pipe(
      Layer.provide(NodeHttpClient.layerUndici)
    )
    const runtimes = new Map<string, any>()
    /** A model is a layer there; an app keeps one. */
    const runtimeOf = (model: string) => {
      const kept =
        runtimes.get(model) ?? ManagedRuntime.make(Layer.provide(OpenAiLanguageModel.layer({ model }), client))
      runtimes.set(model, kept)
      return kept
    }
    return async ({ ear, id, signal, work }: Call) => {
      const heard = Stream.runForEach(LanguageModel.streamText({ prompt: "hi" }), (part: any) => {
        if (part.type !== "text-delta" || part.delta === "") return Effect.void
        ear.hear(part.delta.length)
        return ear.pauseMillis > 0 && ear.words % 100 === 0 ? Effect.sleep(ear.pauseMillis) : Effect.void
      })
      await runtimeOf(toModel(work, id)).runPromise(heard, { signal })
    }
  }
