/** Text Generation Inference's /generate_stream, as it is written: token by token, and with the last one all of it. */
import type { Said } from "../../wire/Fault.ts"
import * as Wire from "./Wire.ts"

const words: Wire.Words = {
  stop: "eos_token",
  length: "length",
  "tool-calls": "eos_token",
  "content-filter": "eos_token",
  error: "eos_token",
  other: "stop_sequence"
}

/** Its own 429 says that it is overloaded; what comes without a type is Hugging Face's, before it. */
const types: Readonly<Record<number, string>> = { 400: "validation", 500: "generation", 503: "overloaded" }

const error = ({ description }: Said, status: number) => {
  const type = types[status]
  return { error: description, ...(type !== undefined && { error_type: type }) }
}

export const wire = Wire.make<"text">({
  id: "tgi",
  operation: "text",
  isFor: ({ path }) => path.endsWith("/generate_stream"),
  isStreamed: () => true,
  // a server has one, and nobody names it
  model: () => "",
  contentType: () => "text/event-stream",
  writer: () => {
    let index = 0
    let all = ""
    const write = (token: object, more: object = { generated_text: null, details: null }) => {
      index++
      return Wire.sse({ index, token: { id: index, logprob: -0.5, special: false, ...token }, ...more })
    }
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          all += chunk.delta
          return [write({ text: chunk.delta })]
        case "Finish": {
          const { input, output = index } = chunk.usage ?? {}
          const details = {
            finish_reason: words[chunk.choices[0]?.reason ?? "stop"],
            generated_tokens: output,
            seed: null,
            ...(input !== undefined && { input_length: input })
          }
          return [write({ text: "</s>", special: true }, { generated_text: all, details })]
        }
        case "Seam":
          throw Wire.wordless("tgi", chunk)
      }
    }
  },
  error,
  failure: (said, status) => [Wire.sse(error(said, status))]
})
