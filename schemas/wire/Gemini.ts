/** What Gemini sends on :streamGenerateContent, itself and on Vertex. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { Base64 } from "./Base64.ts"
import { nullish } from "./Nullish.ts"

/** A piece of the arguments of a call that is streamed. */
const PartialArg = Schema.Struct({
  /** Where it belongs: `$.location`, `$.stops[0].city`. */
  jsonPath: Schema.String,
  stringValue: nullish(Schema.String),
  numberValue: nullish(Schema.Finite),
  boolValue: nullish(Schema.Boolean)
})

const FunctionCall = Schema.Struct({
  id: nullish(Schema.String),
  name: nullish(Schema.String),
  args: nullish(Schema.Unknown),
  partialArgs: nullish(Schema.Array(PartialArg)),
  willContinue: nullish(Schema.Boolean)
})

const Part = Schema.Struct({
  text: nullish(Schema.String),
  /** Whether the text is reasoning. */
  thought: nullish(Schema.Boolean),
  thoughtSignature: nullish(Schema.String),
  functionCall: nullish(FunctionCall),
  inlineData: nullish(Schema.Struct({ mimeType: Schema.String, data: Base64 })),
  fileData: nullish(Schema.Struct({ fileUri: Schema.String }))
})

const Source = Schema.Struct({
  uri: nullish(Schema.String),
  title: nullish(Schema.String),
  /** Of a document of yours. */
  documentName: nullish(Schema.String),
  fileSearchStore: nullish(Schema.String)
})
const Place = {
  startIndex: nullish(Schema.Int),
  endIndex: nullish(Schema.Int)
}

const Grounding = Schema.Struct({
  groundingChunks: nullish(
    Schema.Array(Schema.Struct({ web: nullish(Source), retrievedContext: nullish(Source), maps: nullish(Source) }))
  ),
  groundingSupports: nullish(
    Schema.Array(
      Schema.Struct({
        segment: nullish(Schema.Struct({ ...Place, text: nullish(Schema.String) })),
        groundingChunkIndices: nullish(Schema.Array(Schema.Finite))
      })
    )
  )
})

const Token = Schema.Struct({ token: nullish(Schema.String), logProbability: nullish(Schema.Finite) })

const Candidate = Schema.Struct({
  index: nullish(Schema.Int),
  content: nullish(Schema.Struct({ parts: nullish(Schema.Array(Part)) })),
  /** A number for those who ask for enums as numbers. */
  finishReason: nullish(Schema.Union([Schema.String, Schema.Finite])),
  finishMessage: nullish(Schema.Unknown),
  safetyRatings: nullish(Schema.Unknown),
  urlContextMetadata: nullish(Schema.Unknown),
  groundingMetadata: nullish(Grounding),
  citationMetadata: nullish(
    Schema.Struct({
      citations: nullish(
        Schema.Array(Schema.Struct({ ...Place, uri: nullish(Schema.String), title: nullish(Schema.String) }))
      )
    })
  ),
  logprobsResult: nullish(
    Schema.Struct({
      chosenCandidates: nullish(Schema.Array(Token)),
      topCandidates: nullish(Schema.Array(Schema.Struct({ candidates: nullish(Schema.Array(Token)) })))
    })
  )
})

export const GeminiEvent = Schema.Struct({
  responseId: nullish(Schema.String),
  modelVersion: nullish(Schema.String),
  createTime: nullish(Schema.String),
  candidates: nullish(Schema.Array(Candidate)),
  /** Why the prompt was refused, if it was. */
  promptFeedback: nullish(
    Schema.Struct({
      blockReason: nullish(Schema.Union([Schema.String, Schema.Finite])),
      blockReasonMessage: nullish(Schema.String)
    })
  ),
  /** Of whatever shape: a count that is none must not cost the text. */
  usageMetadata: nullish(Schema.Record(Schema.String, Schema.Unknown)),
  error: nullish(Schema.Unknown)
})
export type GeminiEvent = typeof GeminiEvent.Type
export type GeminiCandidate = typeof Candidate.Type
export type GeminiPart = typeof Part.Type
export type GeminiFunctionCall = typeof FunctionCall.Type
export type GeminiPartialArg = typeof PartialArg.Type
export type GeminiSource = typeof Source.Type
