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
  served(
    {
      name: "groq",
      about: "Groq",
      key: "GROQ_API_KEY",
      models: {
        ...writes("openai/gpt-oss-120b"),
        speech: "canopylabs/orpheus-v1-english",
        transcription: "whisper-large-v3-turbo"
      },
      voice: "autumn"
    },
    () => import("../../layers/Groq.ts")
  ),
  served(
    {
      name: "mistral",
      about: "Mistral",
      key: "MISTRAL_API_KEY",
      models: { ...writes("mistral-small-latest"), transcription: "voxtral-mini-latest" }
    },
    () => import("../../layers/Mistral.ts")
  ),
  served(row("deepseek", "DeepSeek", "DEEPSEEK_API_KEY", "deepseek-flash"), () => import("../../layers/DeepSeek.ts")),
  served(row("xai", "xAI", "XAI_API_KEY", "grok-4.7"), () => import("../../layers/XAI.ts")),
  served(
    row("openrouter", "OpenRouter", "OPENROUTER_API_KEY", "openai/gpt-4o-mini"),
    () => import("../../layers/OpenRouter.ts")
  ),
  served(
    row("vercel", "Vercel AI Gateway", "AI_GATEWAY_API_KEY", "openai/gpt-4o-mini"),
    () => import("../../layers/VercelGateway.ts")
  ),
  served(
    row("github", "GitHub Models", "GITHUB_TOKEN", "openai/gpt-4.1"),
    () => import("../../layers/GitHubModels.ts")
  ),
  served(row("cerebras", "Cerebras", "CEREBRAS_API_KEY", "gpt-oss-120b"), () => import("../../layers/Cerebras.ts")),
  served(
    {
      name: "together",
      about: "Together",
      key: "TOGETHER_API_KEY",
      models: {
        ...writes("openai/gpt-oss-20b"),
        speech: "canopylabs/orpheus-3b-0.1-ft",
        transcription: "openai/whisper-large-v3"
      },
      voice: "tara"
    },
    () => import("../../layers/Together.ts")
  ),
  served(row("fireworks", "Fireworks", "FIREWORKS_API_KEY", undefined), () => import("../../layers/Fireworks.ts")),
  served(
    {
      name: "perplexity",
      about: "Perplexity",
      key: "PERPLEXITY_API_KEY",
      models: { ...writes("sonar"), responses: "perplexity/sonar" }
    },
    () => import("../../layers/Perplexity.ts")
  ),
  served(
    row("huggingface", "Hugging Face, the router of its inference providers", "HF_TOKEN", "openai/gpt-oss-120b"),
    () => import("../../layers/HuggingFace.ts")
  ),
  served(
    row("featherless", "Featherless", "FEATHERLESS_API_KEY", undefined),
    () => import("../../layers/Featherless.ts")
  ),
  served(row("nebius", "Nebius Token Factory", "NEBIUS_API_KEY", undefined), () => import("../../layers/Nebius.ts")),
  served(row("parasail", "Parasail", "PARASAIL_API_KEY", undefined), () => import("../../layers/Parasail.ts")),
  served(
    {
      name: "sambanova",
      about: "SambaNova",
      key: "SAMBANOVA_API_KEY",
      models: { ...writes("gpt-oss-120b"), transcription: "Whisper-Large-v3" }
    },
    () => import("../../layers/SambaNova.ts")
  ),
  served(row("hyperbolic", "Hyperbolic", "HYPERBOLIC_API_KEY", undefined), () => import("../../layers/Hyperbolic.ts")),
  served(row("novita", "Novita", "NOVITA_API_KEY", undefined), () => import("../../layers/Novita.ts")),
  served(row("deepinfra", "DeepInfra", "DEEPINFRA_API_KEY", undefined), () => import("../../layers/DeepInfra.ts")),
  served(row("moonshot", "Moonshot", "MOONSHOT_API_KEY", "kimi-k3"), () => import("../../layers/Moonshot.ts")),
  served(
    { name: "zai", about: "Z.AI", key: "ZAI_API_KEY", models: { ...writes("glm-5.2"), transcription: "glm-asr-2512" } },
    () => import("../../layers/ZAI.ts")
  ),
  served(
    row("alibaba", "Alibaba Cloud Model Studio (Qwen)", "DASHSCOPE_API_KEY", "qwen-plus"),
    () => import("../../layers/Alibaba.ts")
  ),
  served(
    row("databricks", "Databricks, the served models of a workspace", "DATABRICKS_TOKEN", undefined),
    () => import("../../layers/Databricks.ts")
  ),
  served(
    row("cloudflare", "Cloudflare Workers AI", "CLOUDFLARE_API_TOKEN", "@cf/openai/gpt-oss-120b"),
    () => import("../../layers/Cloudflare.ts")
  ),
  served(row("nvidia", "NVIDIA NIM", "NVIDIA_API_KEY", undefined), () => import("../../layers/Nvidia.ts")),
  served(
    {
      name: "sarvam",
      about: "Sarvam; in the languages of India",
      key: "SARVAM_API_KEY",
      models: { ...writes("sarvam-105b"), speech: "bulbul:v3", transcription: "saaras:v3" },
      voice: "shubh"
    },
    () => import("../../layers/Sarvam.ts")
  ),
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
