/** Replicate's predictions, as they are written: made first, then streamed as events of plain text. */
import * as Wire from "./Wire.ts"

const ofModel = /\/models\/(.+)\/predictions$/

export const wire = Wire.make<"text">({
  id: "replicate",
  operation: "text",
  isFor: ({ path }) => path.endsWith("/predictions"),
  isStreamed: ({ fields }) => fields["stream"] === true,
  model: ({ fields, path }) => ofModel.exec(path)?.[1] ?? Wire.textOf(fields["version"]),
  contentType: () => "text/event-stream",
  creates: (stream) => ({ id: "fake", status: "starting", input: {}, output: null, error: null, urls: { stream } }),
  writer: () => {
    let count = 0
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return [event("output", chunk.delta, count++)]
        case "Finish":
          return [event("done", "{}", count)]
        case "Seam":
          throw Wire.wordless("replicate", chunk)
      }
    }
  },
  error: ({ description }, status) => ({ title: "An error", detail: description, status }),
  failure: ({ description }) => [
    event("error", JSON.stringify({ detail: description }), 0),
    event("done", JSON.stringify({ reason: "error" }), 1)
  ]
})

/** A line break in a text is another line of its event. */
const event = (name: string, data: string, id: number): string =>
  `event: ${name}\nid: ${id}:0\n${data
    .split("\n")
    .map((line) => `data: ${line}\n`)
    .join("")}\n`
