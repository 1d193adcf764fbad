/** Ollama's own /api/generate: a prompt is continued, in the model's template unless `raw` asks otherwise. */
import * as Result from "effect/Result"
import type { TextRequest } from "../../schemas/Text.ts"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { OllamaEvent } from "../../schemas/wire/Ollama.ts"
import * as Decoder from "../Decoder.ts"
import * as Protocol from "../Protocol.ts"
import * as OllamaAnswer from "./OllamaAnswer.ts"
import * as OllamaChat from "./OllamaChat.ts"

const encode = (request: TextRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(
      { ...request, n: request.n === 1 ? undefined : request.n, echo: request.echo || undefined },
      { n: "send several requests", bestOf: "", echo: "put the prompt before the answer", logitBias: "" }
    )
    const prompts = [request.prompt].flat()
    const [prompt] = prompts
    if (prompt === undefined || prompts.length > 1) {
      return yield* Result.fail(new Unsupported({ what: "several prompts", instead: "send several requests" }))
    }
    const options = OllamaChat.optionsOf(request)
    return {
      path: "/api/generate",
      fields: {
        prompt,
        ...Protocol.rename(request, { model: "model", suffix: "suffix" }),
        ...(request.logprobs !== undefined && { logprobs: true, top_logprobs: request.logprobs }),
        ...(Object.keys(options).length > 0 && { options }),
        stream: true
      },
      warnings: request.user === undefined ? [] : ["Who is asking is not sent."]
    }
  })

const decoder = Decoder.events<"text">()<string, OllamaEvent, OllamaAnswer.State>({
  ...OllamaAnswer.lines,
  operation: "text",
  initial: OllamaAnswer.initial,
  step: (state, event, say) => {
    if (event.error == null) OllamaAnswer.note(state, event)
    const logprobs = OllamaAnswer.logprobsOf(event)
    const delta = event.response ?? ""
    if (delta !== "" || logprobs.length > 0) {
      say({ _tag: "Text", choice: 0, delta, ...(logprobs.length > 0 && { logprobs }) })
    }
    OllamaAnswer.end(state, event, false)
  }
})

export const protocol = Protocol.make<"text">({ id: "ollama-generate", encode, decoder })
