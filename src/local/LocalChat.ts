/** The chat operation of the local layer: the guide answers, calls tools and takes their results. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import * as Conversation from "./Conversation.ts"
import * as Opening from "./Opening.ts"
import * as Said from "./Said.ts"
import * as Writing from "./Writing.ts"

export const stream = (request: ChatRequest): Stream.Stream<ChatChunk, BifrostError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { counts, drafts, turns } = yield* Effect.mapError(
        Effect.fromResult(written(request)),
        Opening.blame("chat", request)
      )
      const start = yield* Opening.open({
        operation: "chat",
        request,
        engine: Writing.engine,
        prefix: "chatcmpl",
        warnings: [
          ...Writing.instructed(turns),
          ...Opening.ignored(request, {
            ...Writing.dialogueReasons,
            logitBias: "nothing is sampled here",
            audio: "the answer is not spoken"
          })
        ]
      })
      const choices = drafts.map((draft, index) => ({ index, reason: draft.reason, raw: Writing.rawOf(draft) }))
      const said = yield* Effect.forEach(drafts, ({ parts }, choice) => Said.chunks(parts, choice))
      return Writing.paced<ChatChunk>([
        start,
        ...Writing.inTurn(said),
        { _tag: "Finish", choices, usage: Writing.usageOf(counts) }
      ])
    })
  )

const written = (request: ChatRequest) =>
  Result.gen(function* () {
    const { messages, modalities, parallelToolCalls: isParallel = true, responseFormat: format = "text" } = request
    const { toolChoice = "auto", tools = [] } = request
    if (modalities?.includes("audio") === true) {
      const instead = "ask the speech operation to say the answer"
      return yield* Result.fail(new Unsupported({ what: "a spoken chat answer", instead }))
    }
    const turns = yield* Conversation.ofMessages(messages)
    const drafts = yield* Writing.drafts(request, { turns, tools, toolChoice, isParallel, format })
    return {
      turns,
      drafts,
      counts: Writing.usage([...turns.map(({ text }) => text), ...tools.map(Writing.told)], drafts)
    }
  })
