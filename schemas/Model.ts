/**
 * The name of a model: any text, in its provider's words. Those below are known, so that an editor completes them; which
 * of them a layer's provider serves is the provider's to say. As its vendors' SDKs and LiteLLM 1.110.2 list them,
 * 2026-11-24.
 */
import * as Schema from "effect/Schema"

/** Any text; the names are for the editor alone. */
export const open = <Known extends string>(): Schema.Codec<Known | (string & {})> => Schema.String

/** Models that write: for text, chat and Responses. */
export type Writer =
  // OpenAI
  | "gpt-6.1-sol"
  | "gpt-6.1-terra"
  | "gpt-6-sol"
  | "gpt-6-luna"
  | "gpt-6-astra"
  | "gpt-5.6-sol"
  | "gpt-5.6-terra"
  | "gpt-5.6-luna"
  | "gpt-5.5"
  | "gpt-5.4"
  | "gpt-5.4-mini"
  | "gpt-5.4-nano"
  | "gpt-5"
  | "gpt-5-mini"
  | "gpt-5-nano"
  | "gpt-4.1"
  | "gpt-4.1-mini"
  | "gpt-4.1-nano"
  | "gpt-4o"
  | "gpt-4o-mini"
  // Anthropic
  | "claude-opus-5-5"
  | "claude-sonnet-5-5"
  | "claude-haiku-5-5"
  | "claude-fable-5-2"
  | "claude-opus-4-8"
  | "claude-sonnet-4-6"
  | "claude-sonnet-4-5"
  | "claude-haiku-4-5"
  // Google
  | "gemini-3.8-flash"
  | "gemini-3.5-flash"
  | "gemini-3.5-flash-lite"
  | "gemini-2.5-pro"
  | "gemini-2.5-flash"
  | "gemini-2.5-flash-lite"
  | "gemini-pro-latest"
  | "gemini-flash-latest"
  // Amazon
  | "us.amazon.nova-2-lite-v1:0"
  | "us.amazon.nova-lite-v1:0"
  // Cohere
  | "command-a-plus-05-2026"
  | "command-a-03-2025"
  | "command-r7b-12-2024"
  // Mistral
  | "mistral-large-latest"
  | "mistral-medium-latest"
  | "mistral-small-latest"
  | "magistral-medium-latest"
  | "ministral-8b-latest"
  | "codestral-latest"
  // DeepSeek
  | "deepseek-flash"
  | "deepseek-v4-pro"
  // xAI
  | "grok-4.7"
  | "grok-4.6"
  | "grok-4.5"
  | "grok-4.3"
  // Moonshot
  | "kimi-k3.1-pro"
  | "kimi-k3"
  | "kimi-k2.7-code"
  | "kimi-k2.6"
  // Z.AI
  | "glm-5.2"
  | "glm-5.1"
  | "glm-4.7"
  // Alibaba
  | "qwen3.8-max"
  | "qwen3.8-flash"
  | "qwen3.7-plus"
  | "qwen-plus"
  | "qwen-flash"
  // Perplexity
  | "perplexity/sonar"
  | "sonar"
  | "sonar-pro"
  | "sonar-reasoning-pro"
  | "sonar-deep-research"
  // Sarvam
  | "sarvam-105b"
  | "sarvam-105b-conversations"
  // open models, as Cerebras and SambaNova, Groq and Together, and Cloudflare call them
  | "gpt-oss-120b"
  | "openai/gpt-oss-120b"
  | "openai/gpt-oss-20b"
  | "qwen/qwen3.8-27b"
  | "@cf/openai/gpt-oss-120b"

/** Models that speak. */
export type Speaker =
  | "gpt-4o-mini-tts"
  | "tts-1"
  | "tts-1-hd"
  | "gemini-3.8-flash-tts"
  | "gemini-3.8-flash-lite-tts"
  | "gemini-2.5-flash-preview-tts"
  | "eleven_v4"
  | "eleven_v3"
  | "eleven_multilingual_v2"
  | "eleven_flash_v2_5"
  | "aura-2"
  | "bulbul:v3"
  | "canopylabs/orpheus-v1-english"
  | "canopylabs/orpheus-3b-0.1-ft"
  | "flite"

/** Models that write down what is said. */
export type Transcriber =
  | "gpt-transcribe"
  | "gpt-4o-transcribe"
  | "gpt-4o-mini-transcribe"
  | "gpt-4o-transcribe-diarize"
  | "whisper-1"
  | "gemini-2.5-flash"
  | "voxtral-mini-latest"
  | "scribe_v2"
  | "scribe_v1"
  | "nova-3"
  | "saaras:v4"
  | "saaras:v3"
  | "glm-asr-2512"
  | "whisper-large-v3"
  | "whisper-large-v3-turbo"
  | "Whisper-Large-v3"
  | "openai/whisper-large-v3"
  | "moonshine-tiny"
