/** Error answers of servers at home. */
import { type Case, unverified } from "./Case.ts"

export const local: ReadonlyArray<Case> = [
  {
    vendor: "ollama",
    what: "a model that cannot call tools",
    status: 400,
    body: { error: "x does not support tools" },
    is: { reason: "Rejected", message: "x does not support tools" },
    source: unverified
  },
  {
    vendor: "ollama",
    what: "no such model",
    status: 404,
    body: { error: "model 'x' not found" },
    is: { reason: "NotFound", message: "model 'x' not found" },
    source: "https://docs.ollama.com/api/errors"
  },
  {
    vendor: "ollama",
    what: "the cloud's limit",
    status: 429,
    body: { error: "you've reached your hourly usage limit, please upgrade to continue" },
    is: { reason: "QuotaExceeded" },
    source: unverified
  },
  {
    vendor: "tgi",
    what: "busy",
    status: 429,
    body: { error: "Model is overloaded", error_type: "overloaded" },
    is: { reason: "Overloaded", message: "Model is overloaded", type: "overloaded" },
    source:
      "https://huggingface.co/spaces/nateraw/text-generation-inference/blob/main/clients/python/text_generation/errors.py"
  },
  {
    vendor: "tgi",
    what: "the model failed",
    status: 424,
    body: { error: "Request failed during generation", error_type: "generation" },
    is: { reason: "ServerFailed", type: "generation" },
    source:
      "https://huggingface.co/spaces/nateraw/text-generation-inference/blob/main/clients/python/text_generation/errors.py"
  },
  {
    vendor: "vllm",
    what: "no such model",
    status: 404,
    body: { object: "error", message: "The model `x` does not exist.", type: "NotFoundError", param: null, code: 404 },
    is: { reason: "NotFound", code: "404", type: "NotFoundError" },
    source: unverified
  },
  {
    vendor: "sglang",
    what: "a field that does not fit",
    status: 400,
    body: {
      object: "error",
      message: "1 validation error for ChatCompletionRequest",
      type: "Bad Request",
      param: null,
      code: 400
    },
    is: { reason: "Rejected", code: "400", type: "Bad Request" },
    source: unverified
  },
  {
    vendor: "lmstudio",
    what: "no model is loaded",
    status: 404,
    body: {
      error: {
        message: "No models loaded. Please load a model in the developer page.",
        type: "invalid_request_error",
        param: "model",
        code: "model_not_found"
      }
    },
    is: { reason: "NotFound", code: "model_not_found", type: "invalid_request_error", param: "model" },
    source: unverified
  },
  {
    vendor: "llamacpp",
    what: "the model is loading",
    status: 503,
    body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    is: { reason: "Overloaded", message: "Loading model", code: "503", type: "unavailable_error" },
    source: unverified
  },
  {
    vendor: "llamacpp",
    what: "key",
    status: 401,
    body: { error: { code: 401, message: "Invalid API Key", type: "authentication_error" } },
    is: { reason: "Unauthorized", code: "401", type: "authentication_error" },
    source: unverified
  }
]
