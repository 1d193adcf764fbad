/** The wires that `bifrost decode` reads, by name: what a protocol's decoder needs to be told is what the file holds. */
import type { Operation } from "../../schemas/Operation.ts"
import type { Protocol } from "../Protocol.ts"
import * as AnthropicMessages from "../protocols/AnthropicMessages.ts"
import * as BedrockConverse from "../protocols/BedrockConverse.ts"
import * as BedrockInvokeModel from "../protocols/BedrockInvokeModel.ts"
import * as CohereChat from "../protocols/CohereChat.ts"
import * as DeepgramSpeech from "../protocols/DeepgramSpeech.ts"
import * as DeepgramTranscription from "../protocols/DeepgramTranscription.ts"
import * as ElevenLabsSpeech from "../protocols/ElevenLabsSpeech.ts"
import * as ElevenLabsTranscription from "../protocols/ElevenLabsTranscription.ts"
import * as GeminiGenerateContent from "../protocols/GeminiGenerateContent.ts"
import * as MistralTranscription from "../protocols/MistralTranscription.ts"
import * as OllamaChat from "../protocols/OllamaChat.ts"
import * as OllamaGenerate from "../protocols/OllamaGenerate.ts"
import * as OpenAiChat from "../protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../protocols/OpenAiTranscription.ts"
import * as Replicate from "../protocols/Replicate.ts"
import * as SarvamSpeech from "../protocols/SarvamSpeech.ts"
import * as SarvamTranscription from "../protocols/SarvamTranscription.ts"
import * as TgiGenerate from "../protocols/TgiGenerate.ts"

/** One wire language, as far as its answers go. */
export interface Wire<O extends Operation> {
  readonly operation: O
  readonly decoder: Protocol<O>["decoder"]
}
export type AnyWire = { readonly [O in Operation]: Wire<O> }[Operation]

const wire = <O extends Operation>(operation: O, { decoder, id }: Protocol<O>): readonly [string, Wire<O>] => [
  id,
  { operation, decoder }
]

export const protocols: ReadonlyMap<string, AnyWire> = new Map<string, AnyWire>([
  wire("chat", OpenAiChat.protocol),
  wire("text", OpenAiCompletions.protocol),
  wire("responses", OpenAiResponses.protocol),
  wire("speech", OpenAiSpeech.protocol),
  wire("transcription", OpenAiTranscription.protocol),
  wire("chat", AnthropicMessages.protocol),
  wire("chat", GeminiGenerateContent.protocol),
  wire("chat", OllamaChat.protocol),
  wire("text", OllamaGenerate.protocol),
  wire("chat", CohereChat.protocol),
  wire("chat", BedrockConverse.protocol),
  wire("chat", BedrockInvokeModel.protocol),
  wire("speech", ElevenLabsSpeech.protocol),
  wire("speech", ElevenLabsSpeech.timestamps),
  wire("transcription", ElevenLabsTranscription.protocol),
  wire("speech", DeepgramSpeech.protocol),
  wire("transcription", DeepgramTranscription.protocol),
  wire("transcription", MistralTranscription.protocol),
  wire("speech", SarvamSpeech.protocol),
  wire("transcription", SarvamTranscription.protocol),
  wire("text", TgiGenerate.protocol),
  wire("text", Replicate.protocol)
])
