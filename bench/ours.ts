/**
 * What is measured: the library as its users have it, by its public names and with `NodeHttpClient.layerUndici`.
 * A variant is one thing that a user may add or choose; each is a client of its own.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Config, Effect, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { type BifrostError, type ChatChunk, Collect, StreamingProvider } from "effect-bifrost"
import * as Anthropic from "effect-bifrost/layers/Anthropic"
import * as Gemini from "effect-bifrost/layers/Gemini"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import type { HttpClient } from "effect/http/HttpClient"
import type { Call, Connect, Ear } from "./Client.ts"
import type { WireName } from "./wires.ts"
import { toModel } from "./Work.ts"

/** A layer and a stream of any operation: the wires differ in what they serve, and the bench in nothing else. */
export type Provided = Layer.Layer<any, Config.ConfigError, HttpClient>
export type Answer<A> = Stream.Stream<A, BifrostError, any>

export interface Variant {
  readonly layer?: (layer: Provided, origin: string) => Provided
  readonly stream?: <A>(answer: Answer<A>) => Answer<A>
  /** The request's other fields. */
  readonly fields?: { readonly includeRaw: true }
  /** How the model is named. */
  readonly model?: (name: string) => string
  /** How a chat is heard. Default: whole arrays of chunks, by `Stream.runForEachArray`. */
  readonly by?: "arrays" | "chunks" | "collect"
}

/** How a wire is asked, and how much of an answer is in a chunk of it. */
interface Asking<A> {
  readonly layer: (origin: string) => Provided
  readonly ask: (model: string, fields?: Variant["fields"]) => Answer<A>
  /** 0 where the chunk is no word. */
  readonly length: (chunk: A) => number
}
const asking = <A>(one: Asking<A>): Asking<any> => one

const apiKey = Config.succeed(Redacted.make("key"))
const messages = [{ role: "user", content: "hi" }] as const
const at = (path: string) => (origin: string) => ({ apiKey, baseUrl: Config.succeed(origin + path) })

const openAI = (origin: string) => OpenAI.layerConfig(at("/v1")(origin))
/** Each event is parsed by `JSON.parse` and validated, whatever came before. */
export const unremembered = (origin: string) => OpenAI.layerConfig({ ...at("/v1")(origin), decode: { memo: false } })
const chat: Asking<ChatChunk>["ask"] = (model, fields) => StreamingProvider.chat({ model, messages, ...fields })
const text = (chunk: ChatChunk) => (chunk._tag === "Text" ? chunk.delta.length : 0)
const responses = asking({
  layer: openAI,
  ask: (model) => StreamingProvider.responses({ model, input: "hi" }),
  length: (event) => (event.type === "response.output_text.delta" && isText(event.delta) ? event.delta.length : 0)
})
const isText = (value: unknown): value is string => typeof value === "string"

const askings: { readonly [K in WireName]: Asking<any> } = {
  chat: asking({ layer: openAI, ask: chat, length: text }),
  tools: asking({
    layer: openAI,
    ask: chat,
    length: (chunk) => (chunk._tag === "ToolCall" ? chunk.delta.length : 0)
  }),
  anthropic: asking({ layer: (origin) => Anthropic.layerConfig(at("/v1")(origin)), ask: chat, length: text }),
  gemini: asking({ layer: (origin) => Gemini.layerConfig(at("/v1beta")(origin)), ask: chat, length: text }),
  responses,
  largeResponses: responses,
  speech: asking({
    layer: openAI,
    ask: (model) => StreamingProvider.speech({ model, input: "hi", voice: "alloy" }),
    length: (chunk) => (chunk._tag === "Audio" ? chunk.data.length : 0)
  })
}

const listen = <A>(answer: Answer<A>, { length }: Asking<A>, ear: Ear, by: Variant["by"] = "arrays") => {
  let paused = 0
  const hear = (chunk: A) => {
    const heard = length(chunk)
    if (heard > 0) ear.hear(heard)
  }
  const pause = () => {
    if (ear.pauseMillis === 0 || ear.words - paused < 100) return Effect.void
    const millis = ((ear.words - paused) / 100) * ear.pauseMillis
    paused = ear.words
    return Effect.sleep(millis)
  }
  switch (by) {
    case "arrays":
      return Stream.runForEachArray(answer, (chunks) => {
        for (const chunk of chunks) hear(chunk)
        return pause()
      })
    case "chunks":
      return Stream.runForEach(answer, (chunk) => {
        hear(chunk)
        return pause()
      })
    case "collect":
      return Effect.map(Collect.chat(answer as Answer<any>), ({ text }) => ear.hear(text.length))
  }
}

const same = <A>(value: A): A => value

export const connectWith =
  ({ by, fields, layer = same, model = same, stream = same }: Variant): Connect =>
  (origin) => {
    const runtimes = new Map<WireName, ManagedRuntime.ManagedRuntime<any, Config.ConfigError>>()
    const runtimeOf = (wire: WireName) => {
      const found =
        runtimes.get(wire) ??
        ManagedRuntime.make(Layer.provide(layer(askings[wire].layer(origin), origin), NodeHttpClient.layerUndici))
      runtimes.set(wire, found)
      return found
    }
    return ({ ear, id, signal, work }: Call) => {
      const one = askings[work.wire]
      const heard = listen(stream(one.ask(model(toModel(work, id)), fields)), one, ear, by)
      return runtimeOf(work.wire).runPromise(heard, { ...(signal && { signal }) })
    }
  }
