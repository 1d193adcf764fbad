/** The text operation of the local layer: the guide goes on after each prompt. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import type { TextChunk, TextRequest } from "../../schemas/Text.ts"
import type { Draft } from "./Draft.ts"
import * as Opening from "./Opening.ts"
import * as Writing from "./Writing.ts"

export const stream = (request: TextRequest): Stream.Stream<TextChunk, BifrostError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const prompts = typeof request.prompt === "string" ? [request.prompt] : request.prompt
      const written = yield* Effect.mapError(
        Effect.fromResult(Result.all(prompts.map((prompt) => draftsFor(request, prompt)))),
        Opening.blame("text", request)
      )
      const drafts = written.flat()
      const counts = Writing.usage(prompts, drafts)
      const start = yield* Opening.open({
        operation: "text",
        request,
        engine: Writing.engine,
        prefix: "cmpl",
        warnings: Opening.ignored(request, {
          ...Writing.reasons,
          bestOf: "every answer is as good as the next",
          logitBias: "nothing is sampled here"
        })
      })
      const choices = drafts.map((draft, index) => ({ index, reason: draft.reason, raw: Writing.rawOf(draft) }))
      const answersEach = drafts.length / Math.max(1, prompts.length)
      const said = drafts.map(({ parts }, choice) => {
        const echoed = request.echo === true ? (prompts[Math.floor(choice / answersEach)] ?? "") : ""
        const deltas = [...(echoed === "" ? [] : [echoed]), ...parts.flatMap(({ tokens }) => tokens)]
        return deltas.map((delta): TextChunk => ({ _tag: "Text", choice, delta }))
      })
      return Writing.paced<TextChunk>([
        start,
        ...Writing.inTurn(said),
        { _tag: "Finish", choices, usage: Writing.usageOf(counts) }
      ])
    })
  )

const draftsFor = (request: TextRequest, prompt: string): ReturnType<typeof Writing.drafts> => {
  if (request.suffix !== undefined) {
    return Result.fail(new Unsupported({ what: "a suffix", instead: "put all that is known into the prompt" }))
  }
  const turns = [{ by: "user", text: prompt }] as const
  const inquiry = { turns, tools: [], toolChoice: "none", isParallel: false, format: "text" } as const
  return Result.map(Writing.drafts(request, inquiry), (drafts) => drafts.map((draft) => goOn(draft, prompt)))
}

/** A continuation begins where the prompt ends. */
const goOn = (draft: Draft, prompt: string): Draft => {
  const [first, ...rest] = draft.parts
  if (first === undefined || prompt === "" || /\s$/.test(prompt)) return draft
  const [token = "", ...tokens] = first.tokens
  return { ...draft, parts: [{ ...first, tokens: [`\n\n${token}`, ...tokens] }, ...rest] }
}
