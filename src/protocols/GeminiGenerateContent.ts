/** Gemini's :streamGenerateContent, itself and on Vertex: as events, or as one JSON array. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import type { FinishReason, Logprob } from "../../schemas/Chunk.ts"
import { ContentFiltered, type Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import { type GeminiCandidate, GeminiEvent, type GeminiSource } from "../../schemas/wire/Gemini.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as Answer from "./Answer.ts"
import { asked } from "./Asked.ts"
import * as GeminiContent from "./GeminiContent.ts"
import * as GeminiParts from "./GeminiParts.ts"
import * as Hints from "./Hints.ts"

const encode = (given: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    const request = asked(given)
    yield* Protocol.refuse(request, {
      logitBias: "",
      verbosity: "use maxTokens, or say it in a system message",
      parallelToolCalls: "say it in a system message",
      metadata: "use Vertex, which keeps labels"
    })
    const conversation = yield* GeminiContent.conversation(request.messages, request.model)
    const generationConfig = {
      ...Protocol.rename(request, generation),
      ...(request.stop !== undefined && { stopSequences: [request.stop].flat() }),
      ...GeminiContent.shape(request.responseFormat),
      ...(yield* GeminiContent.thinking(request.reasoning)),
      ...(yield* GeminiContent.spoken(request))
    }
    return {
      path: `${pathOf(request.model)}:streamGenerateContent?alt=sse`,
      fields: {
        ...conversation,
        ...(request.tools && { tools: [{ functionDeclarations: request.tools.map(GeminiContent.tool) }] }),
        ...GeminiContent.toolConfig(request),
        ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
        ...Protocol.rename(request, { serviceTier: "serviceTier" })
      },
      warnings: [
        ...GeminiContent.warnings(request.messages),
        ...Hints.warnings(request, ["user", "cacheKey", "cacheRetention", "names", "fileNames", "imageDetail"])
      ]
    }
  })

/** A bare name is one of Google's own models; a path is taken as it is. */
const pathOf = (model: string) =>
  model.includes("/")
    ? `/${model.split("/").map(encodeURIComponent).join("/")}`
    : `/models/${encodeURIComponent(model)}`

const generation = {
  temperature: "temperature",
  topP: "topP",
  topK: "topK",
  n: "candidateCount",
  maxTokens: "maxOutputTokens",
  seed: "seed",
  presencePenalty: "presencePenalty",
  frequencyPenalty: "frequencyPenalty",
  logprobs: "responseLogprobs",
  topLogprobs: "logprobs"
} as const

const event = Decoder.json(GeminiEvent, "a generateContent response")

interface State {
  readonly answer: Answer.Answer
  readonly parts: GeminiParts.Parts
  /** What was said once need not be said again: citations, and ratings as they stand. */
  readonly cited: Set<string>
  readonly ratings: Map<number, string>
}
type Say = (chunk: ChatChunk) => void

/** Without `alt=sse` the same answers come as one array: the first byte that is not blank tells. */
const framing: Framing.Framing<string> = (emit, limits) => {
  let chosen: ReturnType<Framing.Framing<string>> | undefined
  const choose = (first: number) =>
    Framing.beginsArray(first) ? Framing.jsonArray(emit, limits) : Framing.sse(({ data }) => emit(data), limits)
  return {
    feed: (bytes) => {
      const first = bytes.find((byte) => !Framing.isBlank(byte))
      if (first !== undefined) chosen ??= choose(first)
      return chosen?.feed(bytes)
    },
    flush: () => chosen?.flush()
  }
}

const decoder = Decoder.events<"chat">()<string, GeminiEvent, State>({
  operation: "chat",
  framing,
  // some gateways append it
  isEnd: (data) => data.trim() === "[DONE]",
  event,
  failure: (event, head) => {
    if (event.error != null) return Answer.failure(event, head)
    const { blockReason, blockReasonMessage } = event.promptFeedback ?? {}
    if (blockReason == null) return undefined
    const code = String(blockReason)
    const { requestId } = head
    return new ContentFiltered({
      description: `the prompt was blocked: ${blockReasonMessage ?? code}`,
      code,
      ...(requestId !== undefined && { requestId })
    })
  },
  initial: (head) => ({
    answer: Answer.initial(head),
    parts: GeminiParts.make(),
    cited: new Set(),
    ratings: new Map()
  }),
  start: ({ answer }) => Answer.start(answer),
  step: (state, event, say) => {
    const { answer } = state
    const { candidates, createTime, modelVersion, promptFeedback, responseId, usageMetadata } = event
    if (candidates ?? modelVersion ?? responseId) {
      Answer.note(answer, { id: responseId, model: modelVersion, created: Date.parse(createTime ?? "") / 1000 })
    }
    if (usageMetadata != null) answer.usage = usageOf(usageMetadata)
    if (promptFeedback != null) say(Answer.other(0, "promptFeedback", promptFeedback))
    for (const candidate of candidates ?? []) stepCandidate(state, candidate, say)
  },
  isDone: () => false,
  isBegun: ({ answer }) => answer.begun,
  flaw: ({ parts }) => parts.flaw(),
  isWhole: ({ answer }) => Answer.hasEnded(answer),
  finish: ({ answer }) => Answer.finish(answer)
})

export const protocol = Protocol.make<"chat">({ id: GeminiContent.wire, encode, decoder })

const stepCandidate = (state: State, candidate: GeminiCandidate, say: Say): void => {
  const { answer, parts, ratings } = state
  const choice = candidate.index ?? 0
  Answer.end(answer, choice, undefined, finishReasons)
  let logprobs = logprobsOf(candidate)
  for (const part of candidate.content?.parts ?? []) {
    const isSaid = part.text != null && !part.thought
    parts.add(choice, part, isSaid ? logprobs : [], say)
    if (isSaid) logprobs = []
  }
  if (logprobs.length > 0) parts.add(choice, { text: "" }, logprobs, say)
  cite(state, choice, candidate, say)
  const { finishMessage, finishReason, groundingMetadata, safetyRatings, urlContextMetadata } = candidate
  if (groundingMetadata != null) say(Answer.other(choice, "groundingMetadata", groundingMetadata))
  if (urlContextMetadata != null) say(Answer.other(choice, "urlContextMetadata", urlContextMetadata))
  const rated = JSON.stringify(safetyRatings ?? null)
  if (safetyRatings != null && ratings.get(choice) !== rated) {
    ratings.set(choice, rated)
    say(Answer.other(choice, "safetyRatings", safetyRatings))
  }
  if (finishMessage != null) say(Answer.other(choice, "finishMessage", finishMessage))
  if (finishReason == null || unspecified.has(finishReason)) return
  parts.end(choice, say)
  const raw = String(finishReason)
  const reason = finishReasons.get(raw) ?? "other"
  // the wire says STOP for calls too
  answer.choices.set(choice, { reason: reason === "stop" && parts.hasCalls(choice) ? "tool-calls" : reason, raw })
}

const logprobsOf = ({ logprobsResult }: GeminiCandidate): ReadonlyArray<Logprob> =>
  (logprobsResult?.chosenCandidates ?? []).map(({ logProbability, token }, at): Logprob => {
    const top = logprobsResult?.topCandidates?.[at]?.candidates ?? []
    return {
      token: token ?? "",
      logprob: logProbability ?? 0,
      ...(top.length > 0 && {
        top: top.map(({ logProbability, token }) => ({ token: token ?? "", logprob: logProbability ?? 0 }))
      })
    }
  })

/** Where words come from: what a search found, by its support for each segment, and what was recited. Offsets are in UTF-8 bytes. */
const cite = ({ cited }: State, choice: number, candidate: GeminiCandidate, say: Say): void => {
  const add = (
    source: GeminiSource,
    place: { readonly start: number; readonly end?: number; readonly text?: string }
  ) => {
    const origin = source.documentName ?? source.fileSearchStore
    const chunk: ChatChunk = {
      _tag: "Citation",
      choice,
      ...(source.uri && { url: source.uri }),
      ...(source.title && { title: source.title }),
      ...(origin && { source: origin }),
      ...place
    }
    const key = JSON.stringify(chunk)
    if (cited.has(key)) return
    cited.add(key)
    say(chunk)
  }
  const { groundingChunks: chunks, groundingSupports: supports } = candidate.groundingMetadata ?? {}
  for (const { groundingChunkIndices, segment } of supports ?? []) {
    const { endIndex: end, startIndex, text } = segment ?? {}
    const place = { start: startIndex ?? 0, ...(end != null && { end }), ...(text && { text }) }
    for (const index of groundingChunkIndices ?? []) {
      const found = chunks?.[index]
      add(found?.web ?? found?.retrievedContext ?? found?.maps ?? {}, place)
    }
  }
  for (const { endIndex: end, startIndex, ...source } of candidate.citationMetadata?.citations ?? []) {
    add(source, { start: startIndex ?? 0, ...(end != null && { end }) })
  }
}

/** The wire counts thoughts apart from the answer, and what tools put into the prompt apart from the prompt. */
export const usageOf = (raw: Readonly<Record<string, unknown>>): Usage.Usage => {
  const sum = (...names: ReadonlyArray<string>) => {
    const counts = names.map((name) => raw[name]).filter((count) => typeof count === "number")
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0)
  }
  return Usage.make(raw, {
    input: sum("promptTokenCount", "toolUsePromptTokenCount"),
    output: sum("candidatesTokenCount", "thoughtsTokenCount"),
    total: raw["totalTokenCount"],
    cachedInput: raw["cachedContentTokenCount"],
    reasoning: raw["thoughtsTokenCount"],
    audioInput: audioIn(raw["promptTokensDetails"]),
    audioOutput: audioIn(raw["candidatesTokensDetails"])
  })
}

const audioIn = (details: unknown): unknown => {
  const modalities: ReadonlyArray<unknown> = Array.isArray(details) ? details : []
  return modalities.find(isAudio)?.tokenCount
}
const isAudio = (detail: unknown): detail is { readonly tokenCount?: unknown } =>
  typeof detail === "object" && detail !== null && "modality" in detail && detail.modality === "AUDIO"

const unspecified = new Set<string | number>(["FINISH_REASON_UNSPECIFIED", 0])

/** The numbers are those that the API and Vertex share. */
const finishReasons = new Map<string, FinishReason>([
  ["STOP", "stop"],
  ["1", "stop"],
  ["MAX_TOKENS", "length"],
  ["2", "length"],
  ["SAFETY", "content-filter"],
  ["3", "content-filter"],
  ["RECITATION", "content-filter"],
  ["4", "content-filter"],
  ["LANGUAGE", "content-filter"],
  ["BLOCKLIST", "content-filter"],
  ["PROHIBITED_CONTENT", "content-filter"],
  ["SPII", "content-filter"],
  ["IMAGE_SAFETY", "content-filter"],
  ["IMAGE_PROHIBITED_CONTENT", "content-filter"],
  ["IMAGE_RECITATION", "content-filter"],
  ["MALFORMED_FUNCTION_CALL", "error"],
  ["UNEXPECTED_TOOL_CALL", "error"],
  ["TOO_MANY_TOOL_CALLS", "error"]
])
