/**
 * How each wire and vendor says that a conversation is too long for its model. Z.AI says nothing and answers; Ollama
 * cuts the beginning off in silence: neither has a row.
 */
import { issue, pull, unverified } from "./Case.ts"

const pi = "https://github.com/badlogic/pi-mono/blob/main/packages/ai/src/utils/overflow.ts"
const digest = "https://www.developersdigest.tech/errors/api/cohere-api/400-too-many-tokens"

/** A sentence, in the body that its vendor puts it into; the words beside it, where they alone would tell, are left out. */
export const tooLong: ReadonlyArray<readonly [vendor: string, status: number, body: unknown, source: string]> = [
  [
    "openai: code",
    400,
    { error: { message: "m", type: "invalid_request_error", param: "messages", code: "context_length_exceeded" } },
    issue("chathub-dev/chathub", 126)
  ],
  [
    "openai: sentence",
    400,
    { error: { message: "Your input exceeds the context window of this model. Please adjust your input." } },
    pi
  ],
  [
    "azure",
    400,
    { error: { message: "This model's maximum context length is 4097 tokens.", type: "invalid_request_error" } },
    issue("chathub-dev/chathub", 126)
  ],
  [
    "anthropic",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "prompt is too long: 210266 tokens > 200000 maximum" }
    },
    issue("onlook-dev/onlook", 1354)
  ],
  [
    "anthropic: with its answer",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message: "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000"
      }
    },
    issue("stackblitz/bolt.new", 7422)
  ],
  ["bedrock", 400, { message: "Input is too long for requested model." }, issue("aws-samples/bedrock-chat", 95)],
  [
    "bedrock: Claude",
    400,
    { message: "The model returned the following errors: prompt is too long: 903884 tokens > 200000 maximum" },
    pull("strands-agents/harness-sdk", 1663)
  ],
  ["bedrock: Cohere", 400, { message: "too many total text bytes: 1 > 0" }, issue("strands-agents/harness-sdk", 3969)],
  [
    "bedrock: Mantle",
    400,
    {
      message:
        "This model's maximum context length is 202752 tokens. However, your prompt contains at least 137217 tokens."
    },
    issue("strands-agents/harness-sdk", 3969)
  ],
  [
    "gemini",
    400,
    {
      error: {
        code: 400,
        message: "The input token count (5911388) exceeds the maximum number of tokens allowed (1048576).",
        errors: [{ message: "…", domain: "global", reason: "badRequest" }],
        status: "INVALID_ARGUMENT"
      }
    },
    issue("google-gemini/gemini-cli", 9775)
  ],
  [
    "vertex",
    400,
    [
      {
        error: {
          code: 400,
          message: "Unable to submit request because the input token count is 1200000 but model only supports 1048576.",
          status: "INVALID_ARGUMENT"
        }
      }
    ],
    unverified
  ],
  [
    "cohere",
    400,
    { message: "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292." },
    digest
  ],
  ["cohere: in another sentence", 400, { message: "too many tokens: size limit exceeded by 11326 tokens." }, digest],
  [
    "mistral",
    400,
    {
      object: "error",
      message: "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
      type: "invalid_request_invalid_args",
      code: "3051"
    },
    pi
  ],
  [
    "xai",
    400,
    { code: "invalid", error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens." },
    pi
  ],
  [
    "groq",
    400,
    { error: { message: "Please reduce the length of the messages or completion.", param: "messages" } },
    pi
  ],
  [
    "cerebras",
    400,
    {
      message: "Please reduce the length of the messages or completion. Current length is 8329 while limit is 8192",
      type: "invalid_request_error",
      param: "messages",
      code: "context_length_exceeded"
    },
    unverified
  ],
  [
    "deepseek",
    400,
    {
      error: {
        message: "This model's maximum context length is 131072 tokens. However, you requested 131134 tokens.",
        type: "invalid_request_error",
        code: "invalid_request_error"
      }
    },
    issue("evalstate/fast-agent", 621)
  ],
  [
    "openrouter",
    400,
    { error: { message: "This endpoint's maximum context length is 32768 tokens.", code: 400 } },
    issue("refly-ai/refly", 1177)
  ],
  [
    "openrouter: a provider behind it",
    400,
    {
      error: {
        message: "Provider returned error",
        code: 400,
        metadata: { raw: '{"error":{"message":"prompt is too long: 210266 tokens > 200000 maximum"}}' }
      }
    },
    unverified
  ],
  [
    "together, huggingface, tgi",
    422,
    {
      error: "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3474 `inputs` tokens",
      error_type: "validation"
    },
    issue("huggingface/llm-vscode", 94)
  ],
  [
    "fireworks",
    400,
    {
      error: {
        object: "error",
        type: "invalid_request_error",
        message: "The prompt is too long: 10000, model maximum context length: 8192"
      }
    },
    unverified
  ],
  [
    "sambanova",
    400,
    { error: { message: "m", type: "invalid_request_error", code: "context_length_exceeded" }, request_id: "r" },
    "https://docs.sambanova.ai/docs/en/api-reference/using-the-api/api-error-codes"
  ],
  [
    "moonshot",
    400,
    {
      error: {
        message: "Invalid request: Your request exceeded model token limit: 262144 (requested: 291351)",
        type: "invalid_request_error"
      }
    },
    pi
  ],
  [
    "zai",
    400,
    { error: { code: "1261", message: "Prompt exceeds max length" } },
    "https://docs.z.ai/api-reference/api-code"
  ],
  [
    "alibaba",
    400,
    {
      error: { code: "invalid_parameter_error", message: "<400> Range of input length should be [1, 129024]" }
    },
    "https://help.aliyun.com/en/model-studio/error-code"
  ],
  [
    "github-models",
    413,
    {
      error: {
        code: "tokens_limit_reached",
        message: "Request body too large for gpt-4.1 model. Max size: 8000 tokens."
      }
    },
    issue("tashfeenahmed/freellmapi", 426)
  ],
  ["copilot", 400, { error: { message: "prompt token count of 140000 exceeds the limit of 128000" } }, pi],
  [
    "litellm",
    400,
    {
      error: { message: "litellm.ContextWindowExceededError: BadRequestError", type: null, param: null, code: "400" }
    },
    unverified
  ],
  ["ollama", 400, { error: "the input length exceeds the context length" }, unverified],
  [
    "vllm",
    400,
    {
      object: "error",
      message: "This model's maximum context length is 16384 tokens. However, you requested 19591 tokens",
      type: "BadRequestError",
      param: null,
      code: 400
    },
    issue("vllm-project/vllm", 20_409)
  ],
  [
    "vllm: nothing is left for the answer",
    400,
    { object: "error", message: "max_tokens must be at least 1, got -186.", type: "BadRequestError", code: 400 },
    issue("vllm-project/vllm", 4667)
  ],
  [
    "vllm: older",
    400,
    { object: "error", message: "The decoder prompt is longer than the maximum model length of 8192." },
    unverified
  ],
  [
    "sglang",
    400,
    { object: "error", message: "The input (9000 tokens) is longer than the model's context length (8192 tokens)." },
    unverified
  ],
  [
    "lmstudio",
    400,
    {
      error:
        "Trying to keep the first 14538 tokens when context the overflows. However, the model is loaded with context length of only 2048 tokens"
    },
    issue("dyad-sh/dyad", 925)
  ],
  [
    "lmstudio: newer",
    400,
    { error: { message: "Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)" } },
    issue("anomalyco/opencode", 11_141)
  ],
  [
    "llamacpp",
    400,
    {
      error: {
        code: 400,
        message: "request (2009 tokens) exceeds the available context size (512 tokens), try increasing it",
        n_ctx: 512,
        n_prompt_tokens: 2009,
        type: "exceed_context_size_error"
      }
    },
    "corpus/llamacpp/chat/rig--context_overflow_streaming"
  ],
  ["minimax", 400, { error: { message: "invalid params, context window exceeds limit" } }, pi]
]
