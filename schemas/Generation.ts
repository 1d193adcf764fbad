/** What one may ask of a model that writes: how it samples, thinks, calls tools and shapes its answer. */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Model from "./Model.ts"

/** A JSON object, as a wire would carry it. */
export const JsonObject = Schema.Record(Schema.String, Schema.Json)
export type JsonObject = typeof JsonObject.Type
/** Of a value that is known to be JSON. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const noJson = SchemaGetter.forbidden<never, unknown>(
  () => "an Effect Schema has no JSON form; for a request that must be stored, give the JSON Schema itself"
)

/** An Effect Schema that decodes without services. It is turned into JSON Schema when the request is sent; it does not encode. */
export const EffectSchema = Schema.declare<Schema.ConstraintDecoder<unknown>>(
  (input): input is Schema.ConstraintDecoder<unknown> => Schema.isSchema(input),
  {
    expected: "an Effect Schema",
    toCodecJson: () =>
      Schema.link<Schema.ConstraintDecoder<unknown>>()(Schema.Unknown, { decode: noJson, encode: noJson })
  }
)

/** A JSON Schema, or an Effect Schema that is turned into one. */
export const Shape = Schema.Union([EffectSchema, JsonObject])
export type Shape = typeof Shape.Type

/** A function the model may ask you to call. */
export const Tool = Schema.Struct({
  name: Schema.String,
  description: Schema.optional(Schema.String),
  /** The shape of its arguments. Default: no arguments. */
  parameters: Schema.optional(Shape),
  /** Whether the provider must keep the arguments to the shape. Default: the provider's. */
  strict: Schema.optional(Schema.Boolean)
})
export type Tool = typeof Tool.Type

/** Which tools the model may use: `auto`, `none`, `required` (at least one), or this one. */
export const ToolChoice = Schema.Union([
  Schema.Literals(["auto", "none", "required"]),
  Schema.Struct({ name: Schema.String })
])
export type ToolChoice = typeof ToolChoice.Type

/**
 * The shape of the answer: `"text"`, `"json"` (any JSON), or a shape. With an Effect Schema,
 * `Collect.as(schema)` gives the answer as its type.
 */
export const ResponseFormat = Schema.Union([
  Schema.Literals(["text", "json"]),
  Schema.Struct({
    schema: Shape,
    /** Letters, digits, `_` and `-`. Default: `answer`. */
    name: Schema.optional(Schema.String),
    description: Schema.optional(Schema.String),
    /** Whether the provider must keep to the shape. Default: `true`. */
    strict: Schema.optional(Schema.Boolean)
  })
])
export type ResponseFormat = typeof ResponseFormat.Type

/** How a model that thinks first should think. */
export const Reasoning = Schema.Struct({
  /** How hard to think, in the provider's words. Default: the model's own. */
  effort: Schema.optional(
    Schema.Union([
      Schema.Literals(["none", "minimal", "low", "medium", "high", "xhigh"]),
      Schema.StringForLiteralAutocomplete
    ])
  ),
  /** At most so many tokens of thought. */
  budgetTokens: Schema.optional(Schema.Int),
  /** Whether and how to show a summary of it: `auto`, `concise`, `detailed`. */
  summary: Schema.optional(Schema.Literals(["auto", "concise", "detailed"]))
})
export type Reasoning = typeof Reasoning.Type

/** Hints for the provider's prompt cache. */
export const PromptCache = Schema.Struct({
  /** Requests with the same key are sent to the same cache. */
  key: Schema.optional(Schema.String),
  /** How long to keep it, in the provider's words (`in_memory`, `24h`). */
  retention: Schema.optional(Schema.String)
})

/** What every request holds. */
export const Common = {
  /** The model, in the provider's words, or an alias that its layer was given. With `Router`, `"provider/model"`. */
  model: Model.open<Model.Writer>(),
  /**
   * Fields of a provider's own request body, by provider id: `{ openai: { store: true } }`. They go into the
   * body over ours, field by field where both are objects; other providers never see them.
   */
  providerOptions: Schema.optional(Schema.Record(Schema.String, JsonObject)),
  /** Whether chunks carry the wire events they were made from. Default: `false`. */
  includeRaw: Schema.optional(Schema.Boolean)
}

/** How a model that writes samples and stops. What is not given is the provider's default. */
export const Sampling = {
  /** From 0 (steady) to 2 (wild). */
  temperature: Schema.optional(Schema.Finite),
  /** Sample from the likeliest tokens that together have this probability, from 0 to 1. */
  topP: Schema.optional(Schema.Finite),
  /** At most so many output tokens, reasoning included where the provider counts it. */
  maxTokens: Schema.optional(Schema.Int)
}

/** What the completion and chat wires know besides. */
export const Choices = {
  /** From -2 to 2; above 0 discourages what was said often. */
  frequencyPenalty: Schema.optional(Schema.Finite),
  /** From -2 to 2; above 0 discourages what was said at all. */
  presencePenalty: Schema.optional(Schema.Finite),
  /** Same seed, same answer, as far as the provider can. */
  seed: Schema.optional(Schema.Int),
  /** Where to stop: one text or up to four. It is not part of the answer. */
  stop: Schema.optional(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  /** How many answers. Default: 1. */
  n: Schema.optional(Schema.Int),
  /** Who is asking, for the provider's abuse checks. */
  user: Schema.optional(Schema.String)
}

/** What chat and Responses requests share besides their conversation. */
export const Dialogue = {
  ...Common,
  ...Sampling,
  ...Choices,
  /** Sample only from this many likeliest tokens. */
  topK: Schema.optional(Schema.Int),
  toolChoice: Schema.optional(ToolChoice),
  /** Whether the model may call several tools in one turn. Default: the provider's (mostly `true`). */
  parallelToolCalls: Schema.optional(Schema.Boolean),
  responseFormat: Schema.optional(ResponseFormat),
  reasoning: Schema.optional(Reasoning),
  /** How much to say: `low`, `medium` or `high`. */
  verbosity: Schema.optional(Schema.Literals(["low", "medium", "high"])),
  /** Whether to report log probabilities. Default: `false`. */
  logprobs: Schema.optional(Schema.Boolean),
  /** How many likely alternatives to report for each token, 0 to 20. */
  topLogprobs: Schema.optional(Schema.Int),
  /** Yours, up to 16 pairs; the provider keeps them with the answer. */
  metadata: Schema.optional(Schema.Record(Schema.String, Schema.String)),
  /** In the provider's words: `auto`, `default`, `flex`, `priority`. */
  serviceTier: Schema.optional(Schema.String),
  promptCache: Schema.optional(PromptCache)
}
