/** The wires that the scripted server speaks: a table. */
import * as Reply from "./Reply.ts"
import * as AnthropicMessages from "./wires/AnthropicMessages.ts"
import * as BedrockConverse from "./wires/BedrockConverse.ts"
import * as BedrockInvokeModel from "./wires/BedrockInvokeModel.ts"
import * as CohereChat from "./wires/CohereChat.ts"
import * as Deepgram from "./wires/Deepgram.ts"
import * as ElevenLabs from "./wires/ElevenLabs.ts"
import * as GeminiAudio from "./wires/GeminiAudio.ts"
import * as GeminiGenerateContent from "./wires/GeminiGenerateContent.ts"
import * as MistralTranscription from "./wires/MistralTranscription.ts"
import * as Ollama from "./wires/Ollama.ts"
import * as OpenAiChat from "./wires/OpenAiChat.ts"
import * as OpenAiCompletions from "./wires/OpenAiCompletions.ts"
import * as OpenAiResponses from "./wires/OpenAiResponses.ts"
import * as OpenAiSpeech from "./wires/OpenAiSpeech.ts"
import * as OpenAiTranscription from "./wires/OpenAiTranscription.ts"
import * as Replicate from "./wires/Replicate.ts"
import * as Sarvam from "./wires/Sarvam.ts"
import * as TgiGenerate from "./wires/TgiGenerate.ts"
import type { Asked } from "./wires/Wire.ts"

/** Where several fit, the first goes before. */
const all: ReadonlyArray<Reply.Speaker> = [
  Reply.speaker(OpenAiChat.wire),
  Reply.speaker(OpenAiCompletions.wire),
  Reply.speaker(OpenAiResponses.wire),
  Reply.speaker(OpenAiSpeech.wire),
  Reply.speaker(MistralTranscription.wire),
  Reply.speaker(OpenAiTranscription.wire),
  Reply.speaker(AnthropicMessages.wire),
  Reply.speaker(GeminiAudio.speech),
  Reply.speaker(GeminiAudio.transcription),
  Reply.speaker(GeminiGenerateContent.wire),
  Reply.speaker(BedrockConverse.wire),
  Reply.speaker(BedrockInvokeModel.wire),
  Reply.speaker(Ollama.chat),
  Reply.speaker(Ollama.generate),
  Reply.speaker(CohereChat.wire),
  Reply.speaker(Replicate.wire),
  Reply.speaker(TgiGenerate.wire),
  Reply.speaker(ElevenLabs.speech),
  Reply.speaker(ElevenLabs.timestamps),
  Reply.speaker(Sarvam.speech),
  Reply.speaker(Sarvam.transcription),
  Reply.speaker(ElevenLabs.transcription),
  Reply.speaker(Deepgram.speech),
  Reply.speaker(Deepgram.transcription)
]

/** The ids of the protocols. */
export const ids: ReadonlyArray<string> = [...new Set(all.map(({ id }) => id))]

/** Whose request it is; of those that it may be, one that the test wrote scripts for. */
export const find = (asked: Asked, scripts: Reply.Scripts): Reply.Speaker | undefined => {
  const fitting = all.filter(({ isFor }) => isFor(asked))
  return fitting.find(({ operation }) => scripts[operation] !== undefined) ?? fitting[0]
}
