/** OpenAI's Responses, as they are written: a script's events verbatim, with those around a text that clients wait for. */
import * as OpenAi from "./OpenAi.ts"
import * as Wire from "./Wire.ts"

export const wire = Wire.make<"responses">({
  id: "openai-responses",
  operation: "responses",
  isFor: ({ path }) => path.endsWith("/responses"),
  isStreamed: ({ fields }) => fields["stream"] === true,
  model: Wire.modelOf,
  contentType: () => "text/event-stream; charset=utf-8",
  writer: () => {
    let number = 0
    let open: { readonly item_id: string; readonly output_index: number; readonly content_index: number } | undefined
    let text = ""
    const write = (event: { readonly type: string; readonly [field: string]: unknown }) =>
      Wire.typed({ ...event, sequence_number: number++ })
    const item = (status: string, content: ReadonlyArray<object>) => ({
      id: open?.item_id,
      type: "message",
      role: "assistant",
      status,
      content
    })
    const part = () => ({ type: "output_text", text, annotations: [] })
    const close = (): ReadonlyArray<string> => {
      if (open === undefined) return []
      const events = [
        write({ type: "response.output_text.done", ...open, text }),
        write({ type: "response.content_part.done", ...open, part: part() }),
        write({
          type: "response.output_item.done",
          output_index: open.output_index,
          item: item("completed", [part()])
        })
      ]
      open = undefined
      return events
    }
    return (chunk) => {
      const before: Array<string> = []
      if (chunk.type === "response.output_text.delta") {
        if (open === undefined) {
          const { content_index, item_id, output_index } = chunk
          open = { item_id, output_index, content_index }
          text = ""
          before.push(
            write({ type: "response.output_item.added", output_index, item: item("in_progress", []) }),
            write({ type: "response.content_part.added", ...open, part: part() })
          )
        }
        text += chunk.delta
      } else before.push(...close())
      const response =
        "response" in chunk && typeof chunk.response === "object"
          ? { response: { object: "response", created_at: 1760000000, output: [], ...chunk.response } }
          : {}
      return [...before, write({ ...chunk, type: String(chunk.type), ...response })]
    }
  },
  error: OpenAi.error,
  failure: ({ code, description }) => [
    Wire.typed({
      type: "response.failed",
      response: { id: "resp_fake", status: "failed", error: { code: code ?? "server_error", message: description } }
    })
  ]
})
