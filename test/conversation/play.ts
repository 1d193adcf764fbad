/** Plays one cell of the table: a vendor on 127.0.0.1, a request through the public API, and what was heard of it. */
import { Effect, Layer } from "effect"
import { Auth, type Protocol, Provider } from "effect-bifrost"
import { type AnswerOf, type ChunkOf, operations, type RequestOf } from "effect-bifrost/schemas/Operation"
import { TextRequest } from "effect-bifrost/schemas/Text"
import { ResponsesRules } from "effect-bifrost/testing"
import type { HttpClient } from "effect/http"
import { get } from "../../src/StreamingProvider.ts"
import * as Grammar from "./grammar.ts"
import * as Kit from "../kit/hear.ts"
import { type Ask, type Heard, type Scenario } from "./scenarios.ts"
import type { AnyAnswered, AnyWire, Wire, Writing } from "./wire.ts"

type Question = Ask & AnyAnswered["more"]

/** The same question for each operation; `undefined` where its request has no word for it. */
const requestOf: { readonly [O in Writing]: (ask: Question) => RequestOf<O> | undefined } = {
  chat: (ask) => ({ model: "m", ...ask }),
  responses: ({ messages, ...ask }) => ({ model: "m", ...ask, input: messages }),
  text: ({ messages, ...ask }) => {
    const [first, ...more] = messages
    const isPrompt = first?.role === "user" && typeof first.content === "string" && more.length === 0
    const isText = Object.keys(ask).every((name) => name in TextRequest.fields)
    return isPrompt && isText ? ({ model: "m", ...ask, prompt: String(first.content) } as RequestOf<"text">) : undefined
  }
}

export const isAskable = ({ operation }: AnyWire, { ask }: Scenario): boolean => requestOf[operation](ask) !== undefined

export interface Outcome {
  readonly heard: Heard
  readonly error: Kit.Heard<unknown>["error"]
  /** Places of the chunks that begin an answer, and of those that end one, of so many. */
  readonly starts: ReadonlyArray<number>
  readonly ends: ReadonlyArray<number>
  readonly count: number
  /** What breaks the grammar of a whole answer. */
  readonly broken: ReadonlyArray<string>
  /** What is said of the answer in the next turn. */
  readonly turn: Ask["messages"]
}

/** The wire's member of a provider at this address. */
const memberOf = <O extends Writing>(wire: Wire<O>, baseUrl: string, protocol: Protocol.Protocol<O>) =>
  Layer.build(
    Provider.layer(
      Provider.make<O>({ id: "vendor", baseUrl, auth: Auth.none, operations: { [wire.operation]: protocol } as never })
    )
  ).pipe(Effect.flatMap((members) => Effect.fromNullishOr(get(members as never, wire.operation))))

/** The stream of an answer, of whatever operation. */
export const streamOf = (wire: AnyWire, baseUrl: string, ask: Question, by?: AnyAnswered["by"]) =>
  Effect.map(memberOf(wire as Wire<Writing>, baseUrl, (by ?? wire.protocol) as never), (member) =>
    member.stream(requestOf[wire.operation](ask) as never)
  )

export const play = (
  wire: AnyWire,
  baseUrl: string,
  ask: Question,
  by?: AnyAnswered["by"]
): Effect.Effect<Outcome, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { chunks, error } = yield* Kit.hear(yield* streamOf(wire, baseUrl, ask, by))
    const row = operations[wire.operation] as (typeof operations)["chat"]
    const fold = row.fold()
    for (const chunk of chunks) fold.add(chunk as never)
    const places = (isOne: (chunk: never) => boolean) =>
      chunks.flatMap((chunk, at) => (isOne(chunk as never) ? [at] : []))
    const { heard, turn } = wordings[wire.operation](fold.answer() as never, fold.digest())
    return {
      heard,
      error,
      starts: places(isStart),
      ends: places(row.isLast),
      count: chunks.length,
      broken:
        wire.operation === "responses"
          ? ResponsesRules.broken(chunks as ReadonlyArray<ChunkOf<"responses">>)
          : Grammar.broken(chunks as ReadonlyArray<ChunkOf<"chat">>, heard),
      turn
    }
  }).pipe(Effect.scoped)

const isStart = (chunk: ChunkOf<Writing>): boolean =>
  "_tag" in chunk ? chunk._tag === "Start" : chunk.type === "response.created"

interface Told {
  readonly heard: Heard
  readonly turn: Ask["messages"]
}
type Digest = ReturnType<ReturnType<(typeof operations)["chat"]["fold"]>["digest"]>
type Wording<O extends Writing> = (answer: AnswerOf<O> | undefined, digest: Digest) => Told

const costOf = (usage: AnswerOf<Writing>["usage"]) => usage && { input: usage.input, output: usage.output }
const callsOf = (calls: AnswerOf<"chat">["toolCalls"]) => calls.map(({ id, input, name }) => ({ id, name, input }))

/** What an answer that broke off had said. */
const broken = ({ reasoning, refusal, text }: Digest): Told => ({
  heard: {
    texts: [text],
    reasoning,
    proof: undefined,
    refusal,
    calls: [],
    reasons: [],
    usage: undefined
  },
  turn: []
})

const wordings: { readonly [O in Writing]: Wording<O> } = {
  text: (answer, digest) =>
    answer === undefined
      ? broken(digest)
      : {
          heard: {
            ...broken(digest).heard,
            texts: answer.choices.map(({ text }) => text),
            reasons: answer.choices.map(({ reason }) => reason),
            usage: costOf(answer.usage)
          },
          turn: []
        },
  chat: (answer, digest) => {
    if (answer === undefined) return broken(digest)
    const { choices, message, reasoning, refusal, toolCalls, usage } = answer
    const parts = typeof message.content === "string" ? [] : message.content
    return {
      heard: {
        texts: choices.map(({ text }) => text),
        reasoning,
        proof: parts.flatMap((part) => {
          const { encrypted, signature } = { signature: undefined, encrypted: undefined, ...part }
          return signature ?? encrypted ?? []
        })[0],
        refusal,
        calls: callsOf(toolCalls),
        reasons: choices.map(({ reason }) => reason),
        usage: costOf(usage)
      },
      turn: [message]
    }
  },
  responses: (answer, digest) => {
    if (answer === undefined) return broken(digest)
    const { output, reason, reasoning, refusal, text, toolCalls, usage } = answer
    const proof = proofIn(output)
    return {
      heard: {
        texts: [text],
        reasoning,
        proof,
        refusal,
        calls: callsOf(toolCalls),
        reasons: [reason],
        usage: costOf(usage)
      },
      turn: output as never
    }
  }
}

/** In an item, or in a part of one. */
const proofIn = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  const { encrypted_content: sealed, signature } = { ...value } as Record<string, unknown>
  const own = sealed ?? signature
  return typeof own === "string"
    ? own
    : Object.values(value)
        .map(proofIn)
        .find((proof) => proof !== undefined)
}
