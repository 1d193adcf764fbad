/** The responses operation of the local layer: the guide answers in the standard's own events, all of them. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Tool } from "../../schemas/Generation.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import type { ResponsesRequest } from "../../schemas/Responses.ts"
import type { ResponsesEvent } from "../../schemas/ResponsesEvent.ts"
import * as ResponsesLifecycle from "../conversion/ResponsesLifecycle.ts"
import * as Conversation from "./Conversation.ts"
import * as Opening from "./Opening.ts"
import * as Said from "./Said.ts"
import * as Writing from "./Writing.ts"

export const stream = (request: ResponsesRequest): Stream.Stream<ResponsesEvent, BifrostError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { counts, draft, turns } = yield* Effect.mapError(
        Effect.fromResult(written(request)),
        Opening.blame("responses", request)
      )
      const start = yield* Opening.open({
        operation: "responses",
        request,
        engine: Writing.engine,
        prefix: "resp",
        warnings: [
          ...Writing.instructed(turns),
          ...Opening.ignored(request, {
            ...Writing.dialogueReasons,
            store: "nothing is kept",
            include: "there is nothing besides",
            truncation: "no conversation is too long",
            maxToolCalls: "there are no hosted tools"
          })
        ]
      })
      const said = yield* Said.chunks(draft.parts, 0)
      const finish = {
        _tag: "Finish" as const,
        choices: [{ index: 0, reason: draft.reason, raw: Writing.rawOf(draft) }],
        usage: Writing.usageOf(counts)
      }
      const { add } = ResponsesLifecycle.make()
      return Writing.paced([start, ...said, finish].flatMap(add))
    })
  )

const written = (request: ResponsesRequest) =>
  Result.gen(function* () {
    const { instructions, n = 1, parallelToolCalls: isParallel = true, responseFormat: format = "text" } = request
    const { toolChoice = "auto" } = request
    const missing = unkept(request)
    if (missing !== undefined) return yield* Result.fail(missing)
    if (n > 1) return yield* Result.fail(new Unsupported({ what: "several answers", instead: "ask several times" }))
    const tools = yield* Result.all((request.tools ?? []).map(toolOf))
    const turns = [
      ...(instructions === undefined ? [] : [{ by: "instructions", text: instructions } as const]),
      ...(yield* Conversation.ofInput(request.input))
    ]
    const drafts = yield* Writing.drafts(request, { turns, tools, toolChoice, isParallel, format })
    const counts = Writing.usage([...turns.map(({ text }) => text), ...tools.map(Writing.told)], drafts)
    return { turns, draft: drafts[0] ?? { parts: [], reason: "stop" as const, output: 0 }, counts }
  })

/** Fields that need a provider which keeps what it is told. */
const unkept = ({ background, conversation, previousResponseId, prompt }: ResponsesRequest) => {
  const what =
    previousResponseId !== undefined
      ? "previousResponseId"
      : conversation !== undefined
        ? "conversation"
        : prompt !== undefined
          ? "a stored prompt"
          : background === true
            ? "background"
            : undefined
  return what === undefined ? undefined : new Unsupported({ what, instead: "give the whole conversation as input" })
}

type AnyTool = NonNullable<ResponsesRequest["tools"]>[number]
const toolOf = (tool: AnyTool): Result.Result<Tool, Unsupported> =>
  "type" in tool
    ? Result.fail(new Unsupported({ what: `the hosted tool "${tool.type}"`, instead: "give a tool of your own" }))
    : Result.succeed(tool)
