/** How answers of tagged chunks are cut short: by a `Finish` whose reason is `length`, and which reports nothing. */
import type { ChatChunk } from "../Chat.ts"
import type { Cut } from "../Cut.ts"
import type { SpeechChunk } from "../Speech.ts"
import type { TextChunk } from "../Text.ts"
import type { TranscriptionChunk } from "../Transcription.ts"

interface Choices {
  readonly add: (chunk: { readonly _tag: string; readonly choice?: number }) => void
  readonly finish: () => ReadonlyArray<Extract<TextChunk, { readonly _tag: "Finish" }>>
}

/** Every choice that was heard is said to have been cut: which of them had ended is only known at the end. */
const choices = (): Choices => {
  const heard = new Set<number>()
  return {
    add: ({ choice }) => {
      if (choice !== undefined) heard.add(choice)
    },
    finish: () => {
      const indexes = heard.size === 0 ? [0] : [...heard].sort((a, b) => a - b)
      return [{ _tag: "Finish", choices: indexes.map((index) => ({ index, reason: "length", raw: null })) }]
    }
  }
}

export const text: Cut<TextChunk> = {
  said: (chunk) => (chunk._tag === "Text" ? chunk.delta : undefined),
  shortened: (chunk, length) =>
    chunk._tag === "Text" ? { _tag: "Text", choice: chunk.choice, delta: chunk.delta.slice(0, length) } : chunk,
  ending: choices
}

export const chat: Cut<ChatChunk> = {
  said: (chunk) => {
    switch (chunk._tag) {
      case "Text":
      case "Reasoning":
      case "Refusal":
      case "ToolCall":
        return chunk.delta
      case "Audio":
        return chunk.data
      default:
        return undefined
    }
  },
  shortened: (chunk, length) => {
    switch (chunk._tag) {
      case "Text": {
        const { logprobs: _l, raw: _r, signature: _s, ...text } = chunk
        return { ...text, delta: text.delta.slice(0, length) }
      }
      case "Reasoning": {
        const { encrypted: _e, raw: _r, signature: _s, ...thought } = chunk
        return { ...thought, delta: thought.delta.slice(0, length) }
      }
      case "Refusal": {
        const { raw: _, ...refusal } = chunk
        return { ...refusal, delta: refusal.delta.slice(0, length) }
      }
      case "ToolCall": {
        const { raw: _r, signature: _s, ...call } = chunk
        return { ...call, delta: call.delta.slice(0, length) }
      }
      case "Audio": {
        const { raw: _r, transcript: _t, ...audio } = chunk
        return { ...audio, data: audio.data.subarray(0, length) }
      }
      default:
        return chunk
    }
  },
  ending: choices
}

export const speech: Cut<SpeechChunk> = {
  said: (chunk) => (chunk._tag === "Audio" ? chunk.data : undefined),
  shortened: (chunk, length) =>
    chunk._tag === "Audio" ? { _tag: "Audio", data: chunk.data.subarray(0, length) } : chunk,
  ending: () => ({ add: () => {}, finish: () => [{ _tag: "Finish", reason: "length" }] })
}

/** Segments and words repeat the text, or the text comes last as a whole: they do not count. */
export const transcription: Cut<TranscriptionChunk> = {
  said: (chunk) => (chunk._tag === "Text" ? chunk.delta : undefined),
  shortened: (chunk, length) => (chunk._tag === "Text" ? { _tag: "Text", delta: chunk.delta.slice(0, length) } : chunk),
  ending: () => {
    let text = ""
    const segments: Array<string> = []
    return {
      add: (chunk) => {
        if (chunk._tag === "Text") text += chunk.delta
        if (chunk._tag === "Segment") segments.push(chunk.text)
      },
      finish: () => [{ _tag: "Finish", reason: "length", text: text || segments.join(" ") }]
    }
  }
}
