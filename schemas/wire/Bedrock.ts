/** What Bedrock sends on ConverseStream and InvokeModelWithResponseStream. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { Base64 } from "./Base64.ts"
import { nullish } from "./Nullish.ts"

/** Counts by name; of whatever shape, for a count that is none must not cost the text. */
const usage = nullish(Schema.Record(Schema.String, Schema.Unknown))

/** What a model's own event travels in. */
export const BedrockEnvelope = Schema.Struct({ bytes: Base64 })

const Citation = Schema.Struct({
  title: nullish(Schema.String),
  source: nullish(Schema.String),
  sourceContent: nullish(Schema.Array(Schema.Struct({ text: nullish(Schema.String) }))),
  /** One member, by the kind of place. */
  location: nullish(
    Schema.Record(
      Schema.String,
      Schema.NullOr(Schema.Struct({ url: nullish(Schema.String), documentIndex: nullish(Schema.Finite) }))
    )
  )
})

const ToolUse = Schema.Struct({
  toolUseId: Schema.String,
  name: Schema.String,
  /** `server_tool_use` where the model's host runs it. */
  type: nullish(Schema.String)
})

const Delta = Schema.Struct({
  text: nullish(Schema.String),
  toolUse: nullish(Schema.Struct({ input: Schema.String })),
  reasoningContent: nullish(
    Schema.Struct({
      text: nullish(Schema.String),
      signature: nullish(Schema.String),
      redactedContent: nullish(Schema.String)
    })
  ),
  citation: nullish(Citation),
  /** Pieces of what a tool of the host's found. */
  toolResult: nullish(Schema.Array(Schema.Unknown)),
  image: nullish(Schema.Struct({ source: nullish(Schema.Struct({ bytes: nullish(Base64) })) }))
})

/** Each event is one of these, named by its frame; others are ignored. */
export const BedrockConverseEvent = Schema.Struct({
  messageStart: nullish(Schema.Struct({ role: nullish(Schema.String) })),
  contentBlockStart: nullish(
    Schema.Struct({
      contentBlockIndex: nullish(Schema.Finite),
      start: nullish(
        Schema.Struct({
          toolUse: nullish(ToolUse),
          toolResult: nullish(Schema.Record(Schema.String, Schema.Unknown)),
          image: nullish(Schema.Struct({ format: nullish(Schema.String) }))
        })
      )
    })
  ),
  contentBlockDelta: nullish(Schema.Struct({ contentBlockIndex: nullish(Schema.Finite), delta: Delta })),
  contentBlockStop: nullish(Schema.Struct({ contentBlockIndex: nullish(Schema.Finite) })),
  messageStop: nullish(
    Schema.Struct({ stopReason: nullish(Schema.String), additionalModelResponseFields: nullish(Schema.Unknown) })
  ),
  metadata: nullish(
    Schema.Struct({
      usage,
      /** What the guardrails saw. */
      trace: nullish(Schema.Unknown)
    })
  ),
  error: nullish(Schema.Unknown),
  "amazon-bedrock-invocationMetrics": nullish(Schema.Unknown)
})
export type BedrockConverseEvent = typeof BedrockConverseEvent.Type
export type BedrockDelta = typeof Delta.Type
export type BedrockCitation = typeof Citation.Type
export type BedrockBlockStart = NonNullable<NonNullable<BedrockConverseEvent["contentBlockStart"]>["start"]>

const Piece = Schema.Struct({
  text: nullish(Schema.String),
  stop_reason: nullish(Schema.String),
  finish_reason: nullish(Schema.String)
})
export type BedrockPiece = { readonly [K in keyof typeof Piece.Type]: (typeof Piece.Type)[K] | undefined }

/** What models without roles send in envelopes, all families in one: their names do not collide. */
export const BedrockCompletion = Schema.Struct({
  /** Titan. */
  outputText: nullish(Schema.String),
  completionReason: nullish(Schema.String),
  inputTextTokenCount: nullish(Schema.Finite),
  totalOutputTextTokenCount: nullish(Schema.Finite),
  /** Llama. */
  generation: nullish(Schema.String),
  prompt_token_count: nullish(Schema.Finite),
  generation_token_count: nullish(Schema.Finite),
  /** Claude 2 and before. */
  completion: nullish(Schema.String),
  /** Llama, and Claude 2 and before. */
  stop_reason: nullish(Schema.String),
  /** Mistral, Cohere, and AI21 before Jamba. */
  outputs: nullish(Schema.Array(Piece)),
  generations: nullish(Schema.Array(Piece)),
  choices: nullish(Schema.Array(Piece)),
  /** Cohere. */
  text: nullish(Schema.String),
  finish_reason: nullish(Schema.String),
  response: nullish(
    Schema.Struct({
      response_id: nullish(Schema.String),
      meta: nullish(Schema.Struct({ billed_units: usage }))
    })
  ),
  error: nullish(Schema.Unknown),
  "amazon-bedrock-invocationMetrics": nullish(Schema.Unknown)
})
export type BedrockCompletion = typeof BedrockCompletion.Type

const some = (...names: ReadonlyArray<string>) =>
  Schema.Union(names.map((name) => Schema.Struct({ [name]: Schema.Unknown })))

/** By what an event in an envelope holds: whose language it is. What fits none is a `BedrockCompletion`. */
export const BedrockFamily = {
  /** Claude since 3, and failures. */
  anthropic: Schema.Struct({ type: Schema.String }),
  nova: some("messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata"),
  /** Jamba and others that imitate OpenAI's chat. */
  openai: Schema.Struct({ choices: Schema.TupleWithRest(Schema.Tuple([some("delta", "message")]), [Schema.Unknown]) })
}
