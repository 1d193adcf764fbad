/** What a chat request really asks for: less what every model does unasked, which no wire need have a word for. */
import type { ChatRequest } from "../../schemas/Chat.ts"

export const asked = (request: ChatRequest): ChatRequest => {
  const { logprobs, modalities, n, parallelToolCalls, responseFormat, toolChoice, tools } = request
  return {
    ...request,
    n: n === 1 ? undefined : n,
    logprobs: logprobs || undefined,
    modalities: modalities?.every((modality) => modality === "text") ? undefined : modalities,
    responseFormat: responseFormat === "text" ? undefined : responseFormat,
    parallelToolCalls: parallelToolCalls || tools?.length === 0 ? undefined : parallelToolCalls,
    toolChoice: toolChoice === "auto" ? undefined : toolChoice,
    tools: tools?.length === 0 ? undefined : tools
  }
}
