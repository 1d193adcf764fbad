/** The providers that imitate OpenAI, for the table of all: each in one line. A model is given where one is known to stay. */
import { type Row, served, writes } from "./Row.ts"

const row = (name: string, about: string, key: string | undefined, model: string | undefined) => ({
  ...{ name, about, key },
  models: model === undefined ? {} : writes(model)
})

export const imitators: ReadonlyArray<Row> = [
  served(
    row("azure", "Azure OpenAI; a model is the name of a deployment", "AZURE_OPENAI_API_KEY", undefined),
    () => import("../../layers/Azure.ts")
  ),
  served(row("groq", "Groq", "GROQ_API_KEY", "llama-3.3-70b-versatile"), () => import("../../layers/Groq.ts")),
  served(
    {
      name: "mistral",
      about: "Mistral",
      key: "MISTRAL_API_KEY",
      models: { ...writes("mistral-small-latest"), transcription: "voxtral-mini-latest" }
    },
    () => import("../../layers/Mistral.ts")
  ),
  served(
    row("deepseek", "DeepSeek", "DEEPSEEK_API_KEY", "deepseek-v4-flash"),
    () => import("../../layers/DeepSeek.ts")
  ),
  served(row("xai", "xAI", "XAI_API_KEY", "grok-4"), () => import("../../layers/XAI.ts")),
  served(
    row("openrouter", "OpenRouter", "OPENROUTER_API_KEY", "openai/gpt-4o-mini"),
    () => import("../../layers/OpenRouter.ts")
  ),
  served(
    row("vercel", "Vercel AI Gateway", "AI_GATEWAY_API_KEY", "openai/gpt-4o-mini"),
    () => import("../../layers/VercelGateway.ts")
  ),
  served(
    row("github", "GitHub Models", "GITHUB_TOKEN", "openai/gpt-4o-mini"),
    () => import("../../layers/GitHubModels.ts")
  ),
  served(row("cerebras", "Cerebras", "CEREBRAS_API_KEY", "gpt-oss-120b"), () => import("../../layers/Cerebras.ts")),
  served(
    row("together", "Together", "TOGETHER_API_KEY", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    () => import("../../layers/Together.ts")
  ),
  served(row("fireworks", "Fireworks", "FIREWORKS_API_KEY", undefined), () => import("../../layers/Fireworks.ts")),
  served(row("perplexity", "Perplexity", "PERPLEXITY_API_KEY", "sonar"), () => import("../../layers/Perplexity.ts")),
  served(
    row("huggingface", "Hugging Face, the router of its inference providers", "HF_TOKEN", undefined),
    () => import("../../layers/HuggingFace.ts")
  ),
  served(
    row("featherless", "Featherless", "FEATHERLESS_API_KEY", undefined),
    () => import("../../layers/Featherless.ts")
  ),
  served(row("nebius", "Nebius Token Factory", "NEBIUS_API_KEY", undefined), () => import("../../layers/Nebius.ts")),
  served(row("parasail", "Parasail", "PARASAIL_API_KEY", undefined), () => import("../../layers/Parasail.ts")),
  served(row("sambanova", "SambaNova", "SAMBANOVA_API_KEY", undefined), () => import("../../layers/SambaNova.ts")),
  served(row("hyperbolic", "Hyperbolic", "HYPERBOLIC_API_KEY", undefined), () => import("../../layers/Hyperbolic.ts")),
  served(row("novita", "Novita", "NOVITA_API_KEY", undefined), () => import("../../layers/Novita.ts")),
  served(row("deepinfra", "DeepInfra", "DEEPINFRA_API_KEY", undefined), () => import("../../layers/DeepInfra.ts")),
  served(row("moonshot", "Moonshot", "MOONSHOT_API_KEY", undefined), () => import("../../layers/Moonshot.ts")),
  served(row("zai", "Z.AI", "ZAI_API_KEY", undefined), () => import("../../layers/ZAI.ts")),
  served(
    row("alibaba", "Alibaba Cloud Model Studio (Qwen)", "DASHSCOPE_API_KEY", "qwen-plus"),
    () => import("../../layers/Alibaba.ts")
  ),
  served(
    row("databricks", "Databricks, the served models of a workspace", "DATABRICKS_TOKEN", undefined),
    () => import("../../layers/Databricks.ts")
  ),
  served(
    row("cloudflare", "Cloudflare Workers AI", "CLOUDFLARE_API_TOKEN", undefined),
    () => import("../../layers/Cloudflare.ts")
  ),
  served(row("nvidia", "NVIDIA NIM", "NVIDIA_API_KEY", undefined), () => import("../../layers/Nvidia.ts")),
  served(row("sarvam", "Sarvam", "SARVAM_API_KEY", undefined), () => import("../../layers/Sarvam.ts")),
  served(
    row("vllm", "vLLM on this machine, or elsewhere with --base-url", undefined, undefined),
    () => import("../../layers/Vllm.ts")
  ),
  served(
    row("sglang", "SGLang on this machine, or elsewhere with --base-url", undefined, undefined),
    () => import("../../layers/Sglang.ts")
  ),
  served(
    row("lmstudio", "LM Studio on this machine, or elsewhere with --base-url", undefined, undefined),
    () => import("../../layers/LmStudio.ts")
  ),
  served(
    row("llamacpp", "llama.cpp's server on this machine, or elsewhere with --base-url", undefined, undefined),
    () => import("../../layers/LlamaCpp.ts")
  ),
  served(
    row("litellm", "LiteLLM proxy on this machine, or elsewhere with --base-url", undefined, undefined),
    () => import("../../layers/LiteLlm.ts")
  )
]
