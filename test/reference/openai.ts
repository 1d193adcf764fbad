/** OpenAI's own client beside our layer of it. */
import type { Layer } from "effect"
import * as Layers from "effect-bifrost/layers/OpenAI"
import OpenAI from "openai"
import { at, key, type Sides } from "./both.ts"

export const sides: Sides<Layer.Success<typeof Layers.layer>, OpenAI> = {
  layer: (url) => Layers.layerConfig(at(`${url}/v1`)),
  client: (url) => new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0 })
}
