/** OpenAI chat completions, and everyone who imitates them. */
import * as Result from "effect/Result"
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { Logprob } from "../../schemas/Chunk.ts"
import {
  type OpenAiChatChoice,
  type OpenAiChatDelta,
  OpenAiChatEvent,
  type OpenAiTokenLogprob
} from "../../schemas/wire/OpenAiChat.ts"
import * as Base64 from "../wire/Base64.ts"
import * as Decoder from "../Decoder.ts"
import * as Framing from "../Framing.ts"
import * as Protocol from "../Protocol.ts"
import * as ToolCalls from "../wire/ToolCalls.ts"
import * as Answer from "./Answer.ts"
import * as OpenAiAnswer from "./OpenAiAnswer.ts"
import * as OpenAiChatRequest from "./OpenAiChatRequest.ts"
import * as OpenAiDialect from "./OpenAiDialect.ts"

const event = Decoder.json(OpenAiChatEvent, "a chat completion chunk")

interface State {
  readonly answer: Answer.Answer
  readonly calls: ToolCalls.ToolCalls
  citations: number
}
type Say = (chunk: ChatChunk) => void

/** Reads these events, whatever frames bring them. */
export const decoderOver = (framing: Framing.Framing<Framing.SseFrame>) =>
  Decoder.events<"chat">()<Framing.SseFrame, OpenAiChatEvent, State>({
    operation: "chat",
    framing,
    isEnd: OpenAiAnswer.isEnd,
    event: (frame, reader) =>
      OpenAiAnswer.isError(frame) ? Result.succeed(OpenAiAnswer.errorOf(frame)) : event(frame.data, reader),
    failure: OpenAiAnswer.failure,
    initial: (head) => ({ answer: Answer.initial(head), calls: ToolCalls.make(), citations: 0 }),
    start: ({ answer }) => Answer.start(answer),
    step: (state, event, say) => {
      const { answer } = state
      OpenAiAnswer.note(answer, event, event.choices != null)
      for (const choice of event.choices ?? []) stepChoice(state, choice, say)
      for (const url of event.citations?.slice(state.citations) ?? []) {
        state.citations++
        if (typeof url === "string") say({ _tag: "Citation", choice: 0, url })
      }
    },
    isDone: () => false,
    isBegun: ({ answer }) => answer.begun,
    flaw: ({ calls }) => calls.flaw(),
    isWhole: ({ answer }, ended) => OpenAiAnswer.isWhole(answer, ended),
    finish: ({ answer }) => Answer.finish(answer)
  })

/** For a host whose differences are known; in all else it is taken for an imitator like others. */
export const make = (differences: Partial<OpenAiDialect.Dialect>): Protocol.Protocol<"chat"> => {
  const encode = OpenAiChatRequest.encode({ ...OpenAiDialect.imitator, ...differences })
  return Protocol.make<"chat">({ id: "openai-chat", encode, decoder: decoderOver(Framing.sse) })
}

export const protocol = make(OpenAiDialect.openai)

const stepChoice = (state: State, { delta, finish_reason, index, logprobs }: OpenAiChatChoice, say: Say): void => {
  const choice = index ?? 0
  if (delta != null) {
    stepReasoning(choice, delta, say)
    stepContent(choice, delta, logprobs?.content?.map(logprob), say)
    if (delta.tool_calls ?? delta.function_call) stepCalls(state, choice, delta, say)
    if (delta.executed_tools != null) {
      say(Answer.other(choice, "executed_tools", delta.executed_tools))
    }
  }
  Answer.end(state.answer, choice, finish_reason, OpenAiAnswer.finishReasons)
}

const stepCalls = ({ calls }: State, choice: number, delta: OpenAiChatDelta, say: Say): void => {
  const call = (piece: Omit<ToolCalls.Piece, "choice">) => {
    const heard = calls.add({ choice, ...piece })
    if (heard) say(heard)
  }
  for (const { function: called, id, index } of delta.tool_calls ?? []) {
    call({ number: index, id, name: called?.name, delta: argumentsOf(called?.arguments) })
  }
  if (delta.function_call) {
    call({ number: 0, name: delta.function_call.name, delta: argumentsOf(delta.function_call.arguments) })
  }
}

const stepContent = (
  choice: number,
  { annotations, audio, content, images, refusal }: OpenAiChatDelta,
  logprobs: ReadonlyArray<Logprob> | undefined,
  say: Say
): void => {
  const words = typeof content === "string" ? content : textOf(content ?? [])
  // a token that is only a part of a character has a probability and no text
  if (words !== "" || logprobs?.length)
    say({ _tag: "Text", choice, delta: words, ...(logprobs?.length && { logprobs }) })
  if (refusal) say({ _tag: "Refusal", choice, delta: refusal })
  if (audio?.data || audio?.transcript) {
    const data = Base64.decode(audio.data ?? "")
    const { id, transcript } = audio
    say({ _tag: "Audio", choice, data, ...(id && { id }), ...(transcript && { transcript }) })
  }
  for (const { image_url } of images ?? []) say({ _tag: "File", choice, source: { url: image_url.url } })
  for (const { url_citation: cited } of annotations ?? []) {
    if (!cited) continue
    const { content: text, end_index: end, start_index: start, title, url } = cited
    say({
      _tag: "Citation",
      choice,
      ...(url && { url }),
      ...(title && { title }),
      ...(text && { text }),
      ...(start != null && { start }),
      ...(end != null && { end })
    })
  }
}

type ContentParts = Exclude<OpenAiChatDelta["content"], string | null | undefined>
const textOf = (parts: ContentParts) => parts.map(({ text, type }) => (type === "text" ? (text ?? "") : "")).join("")
const thoughtOf = (parts: ContentParts) =>
  parts
    .flatMap(({ summary, thinking }) => [...(thinking ?? []), ...(summary ?? [])].map(({ text }) => text ?? ""))
    .join("")

/** Reasoning comes as `reasoning_content`, as `reasoning`, as content parts, and with signatures as `reasoning_details`. */
const stepReasoning = (choice: number, delta: OpenAiChatDelta, say: Say): void => {
  const { content, reasoning, reasoning_content, reasoning_details } = delta
  const inParts = content != null && typeof content !== "string" ? thoughtOf(content) : ""
  let words = reasoning_content || reasoning || inParts
  const isSaid = words !== ""
  for (const { data, format, id, signature, summary, text } of reasoning_details ?? []) {
    // the plain field holds the words of all details already
    const own = isSaid ? words : (text ?? summary ?? "")
    words = ""
    if (own === "" && !signature && !data) continue
    say({
      _tag: "Reasoning",
      choice,
      delta: own,
      ...(signature && { signature }),
      ...(data && { encrypted: data }),
      ...(id && { id }),
      ...(format && { format })
    })
  }
  if (words !== "") say({ _tag: "Reasoning", choice, delta: words })
}

const argumentsOf = (value: unknown): string =>
  typeof value === "string" ? value : value == null ? "" : JSON.stringify(value)

const logprob = ({ logprob, token, top_logprobs }: OpenAiTokenLogprob): Logprob => ({
  token,
  logprob,
  ...(top_logprobs?.length && { top: top_logprobs.map(({ logprob, token }) => ({ token, logprob })) })
})
