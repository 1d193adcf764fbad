/** What conversations are made of: parts and messages. Chat and Responses requests share them. */
import * as Schema from "effect/Schema"

/** Where a medium is: at a URL, here, or with the provider already. */
export const Source = Schema.Union([
  Schema.Struct({
    url: Schema.String,
    /** As in `image/png`: Gemini wants to be told, on Vertex always. Sent where the wire has a place for it. */
    mediaType: Schema.optional(Schema.String)
  }),
  Schema.Struct({
    data: Schema.Uint8Array,
    /** As in `image/png`. */
    mediaType: Schema.String
  }),
  Schema.Struct({
    /** The provider's own id of an uploaded file. */
    fileId: Schema.String
  })
])
export type Source = typeof Source.Type

/** The provider's proof that a part is its own; it goes back with it. */
const signature = { signature: Schema.optional(Schema.String) }

/** What a wire wants back with the words that it cited for, untouched: its own references to what it found. */
export const Cited = Schema.Struct({
  /** The id of the protocol that it belongs to. */
  wire: Schema.String,
  values: Schema.Array(Schema.Unknown)
})
export type Cited = typeof Cited.Type

/** What only one wire wants back with a call, untouched: which program made it, with Anthropic. */
export const Own = Schema.Struct({
  /** The id of the protocol that it belongs to. */
  wire: Schema.String,
  value: Schema.Unknown
})
export type Own = typeof Own.Type

/** Words. */
export const TextPart = Schema.Struct({
  type: Schema.Literal("text"),
  text: Schema.String,
  ...signature,
  cited: Schema.optional(Cited)
})
export type TextPart = typeof TextPart.Type

/** A picture. */
export const ImagePart = Schema.Struct({
  type: Schema.Literal("image"),
  source: Source,
  /** How closely to look: `low`, `high` or `auto`. Default: the provider's. */
  detail: Schema.optional(Schema.Literals(["low", "high", "auto"])),
  ...signature
})
export type ImagePart = typeof ImagePart.Type

/** A recording. */
export const AudioPart = Schema.Struct({ type: Schema.Literal("audio"), source: Source })
export type AudioPart = typeof AudioPart.Type

/** A document. */
export const FilePart = Schema.Struct({
  type: Schema.Literal("file"),
  source: Source,
  name: Schema.optional(Schema.String),
  ...signature
})
export type FilePart = typeof FilePart.Type

/** What a user or a tool may say. */
export const InputPart = Schema.Union([TextPart, ImagePart, AudioPart, FilePart])
export type InputPart = typeof InputPart.Type

/** What the model thought, as it must be given back: signatures and encrypted blocks untouched. */
export const ReasoningPart = Schema.Struct({
  type: Schema.Literal("reasoning"),
  text: Schema.String,
  ...signature,
  /** Reasoning that only the provider can read. */
  encrypted: Schema.optional(Schema.String),
  /** The provider's id of the block. */
  id: Schema.optional(Schema.String),
  /** The provider's name for the block's format. */
  format: Schema.optional(Schema.String)
})
export type ReasoningPart = typeof ReasoningPart.Type

/** What an assistant said instead of answering. */
export const RefusalPart = Schema.Struct({ type: Schema.Literal("refusal"), refusal: Schema.String })
export type RefusalPart = typeof RefusalPart.Type

/** A call that an assistant made; a `ToolMessage` answers it. */
export const ToolCallPart = Schema.Struct({
  type: Schema.Literal("tool-call"),
  id: Schema.String,
  name: Schema.String,
  /** JSON text, exactly as the model wrote it. */
  arguments: Schema.String,
  ...signature,
  own: Schema.optional(Own)
})
export type ToolCallPart = typeof ToolCallPart.Type

/** Audio the model spoke in an earlier turn, by its id. */
export const SpokenPart = Schema.Struct({ type: Schema.Literal("spoken"), id: Schema.String })
export type SpokenPart = typeof SpokenPart.Type

/** What only one wire has words for, as its own tools: it goes back there untouched, and to no other. */
export const OtherPart = Schema.Struct({
  type: Schema.Literal("other"),
  /** The id of the protocol that it belongs to. */
  wire: Schema.String,
  /** The provider's word for it. */
  kind: Schema.String,
  value: Schema.Unknown
})
export type OtherPart = typeof OtherPart.Type

/** What an assistant may have said. */
export const AssistantPart = Schema.Union([
  TextPart,
  ReasoningPart,
  RefusalPart,
  ToolCallPart,
  SpokenPart,
  ImagePart,
  FilePart,
  OtherPart
])
export type AssistantPart = typeof AssistantPart.Type

const name = { name: Schema.optional(Schema.String) }
const instructions = Schema.Union([Schema.String, Schema.Array(TextPart)])

/** What the model is told to be. */
export const SystemMessage = Schema.Struct({ role: Schema.Literal("system"), content: instructions, ...name })
/** What OpenAI's newer models call a system message. Where a wire has no such role it is sent as `system`. */
export const DeveloperMessage = Schema.Struct({ role: Schema.Literal("developer"), content: instructions, ...name })
/** What a user said. */
export const UserMessage = Schema.Struct({
  role: Schema.Literal("user"),
  content: Schema.Union([Schema.String, Schema.Array(InputPart)]),
  ...name
})
/** What the model said in an earlier turn. */
export const AssistantMessage = Schema.Struct({
  role: Schema.Literal("assistant"),
  content: Schema.Union([Schema.String, Schema.Array(AssistantPart)]),
  ...name
})
/** What a tool answered. */
export const ToolMessage = Schema.Struct({
  role: Schema.Literal("tool"),
  /** The id of the call that this answers. */
  toolCallId: Schema.String,
  content: Schema.Union([Schema.String, Schema.Array(InputPart)])
})
export type SystemMessage = typeof SystemMessage.Type
export type DeveloperMessage = typeof DeveloperMessage.Type
export type UserMessage = typeof UserMessage.Type
export type AssistantMessage = typeof AssistantMessage.Type
export type ToolMessage = typeof ToolMessage.Type

/** One turn of a conversation. */
export const Message = Schema.Union([SystemMessage, DeveloperMessage, UserMessage, AssistantMessage, ToolMessage])
export type Message = typeof Message.Type
