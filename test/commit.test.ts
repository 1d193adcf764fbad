/**
 * The commit, for every operation: which chunks say something and which do not yet, and on each wire which events
 * have said nothing. A new chunk or event fails here (a chunk at the compiler) until its verdict is given.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Auth, BifrostError, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import { type ChunkOf, type Operation, operations } from "effect-bifrost/schemas/Operation"
import { known } from "effect-bifrost/schemas/ResponsesEvent"
import { Overloaded } from "../schemas/Reason.ts"
import { protocols, type Wire } from "../src/cli/protocols.ts"
import { defaultLimits } from "../src/Framing.ts"
import * as Grammar from "../src/service/Grammar.ts"
import * as Fixtures from "./fixtures.ts"
import { client } from "./kit/client.ts"
import { hear } from "./kit/hear.ts"
import * as Sse from "./kit/wire.ts"

/** `silence` is preamble: a failure after it was never heard. `content` commits. A `failure` is neither. */
type Verdict = "silence" | "content" | "failure"
const busy = new Overloaded({ description: "busy" })

type Tagged = Exclude<Operation, "responses">
type Verdicts<O extends Tagged> = {
  readonly [T in ChunkOf<O>["_tag"]]: readonly [Verdict, Extract<ChunkOf<O>, { readonly _tag: T }>]
}
const start = { _tag: "Start", provider: "test", model: "m", warnings: [] } as const
const seam = { _tag: "Seam", from: "a", to: "b", error: BifrostError.because(busy) } as const
const data = new Uint8Array(1)
const choice = 0

const text: Verdicts<"text"> = {
  Start: ["silence", start],
  Text: ["content", { _tag: "Text", choice, delta: "a" }],
  Seam: ["content", seam],
  Finish: ["content", { _tag: "Finish", choices: [] }]
}
const chat: Verdicts<"chat"> = {
  Start: ["silence", start],
  Text: ["content", { _tag: "Text", choice, delta: "a" }],
  Reasoning: ["content", { _tag: "Reasoning", choice, delta: "a" }],
  Refusal: ["content", { _tag: "Refusal", choice, delta: "a" }],
  ToolCall: ["content", { _tag: "ToolCall", choice, index: 0, id: "1", name: "f", delta: "" }],
  Audio: ["content", { _tag: "Audio", choice, data }],
  File: ["content", { _tag: "File", choice, source: { url: "https://a.example" } }],
  Citation: ["content", { _tag: "Citation", choice }],
  Other: ["content", { _tag: "Other", choice, kind: "safety", value: 1 }],
  Seam: ["content", seam],
  Finish: ["content", { _tag: "Finish", choices: [] }]
}
const speech: Verdicts<"speech"> = {
  Start: ["silence", start],
  Audio: ["content", { _tag: "Audio", data }],
  Finish: ["content", { _tag: "Finish", reason: "stop" }]
}
const transcription: Verdicts<"transcription"> = {
  Start: ["silence", start],
  Text: ["content", { _tag: "Text", delta: "a" }],
  Segment: ["content", { _tag: "Segment", text: "a", start: 0, end: 1 }],
  Word: ["content", { _tag: "Word", text: "a", start: 0, end: 1 }],
  Finish: ["content", { _tag: "Finish", reason: "stop", text: "a" }]
}

/** A provider says this and breaks off: what a consumer has heard then. */
const heardOf = <O extends Operation>(operation: O, ...said: ReadonlyArray<ChunkOf<O>>) =>
  Stream.concat(Stream.fromArray(said), Stream.fail(BifrostError.because(busy))).pipe(
    Grammar.enforce(operation, { provider: "test", operation, model: "m" }),
    hear
  )
const row = <O extends Tagged>(operation: O, verdicts: Verdicts<O>) => {
  const all = Object.entries<readonly [Verdict, ChunkOf<O>]>(verdicts)
  const beginning = all.flatMap(([tag, [, chunk]]) => (tag === "Start" ? [chunk] : []))
  return all.map(([tag, [verdict, chunk]]) => {
    const { isPreamble, preamble } = operations[operation]
    const heard = heardOf(operation, ...(tag === "Start" ? [] : beginning), chunk)
    return [operation, tag, verdict, isPreamble(chunk), preamble.has(tag), heard] as const
  })
}

describe("chunks", () => {
  const rows = [
    ...row("text", text),
    ...row("chat", chat),
    ...row("speech", speech),
    ...row("transcription", transcription)
  ]
  for (const [operation, tag, verdict, isPreamble, isListed, heard] of rows) {
    it.effect(`${operation}: ${tag} is ${verdict}`, () =>
      Effect.gen(function* () {
        const { chunks, error } = yield* heard
        assert.strictEqual(error?.reason._tag, "Overloaded")
        assert.deepStrictEqual(
          [chunks.length > 0 ? "content" : "silence", isPreamble, isListed],
          [verdict, verdict === "silence", verdict === "silence"]
        )
      })
    )
  }
})

/** Events of the Responses wire, known or not. */
const events: { readonly [type in keyof typeof known | "keepalive" | "response.of_a_newer_type"]: Verdict } = {
  "response.created": "silence",
  "response.queued": "silence",
  "response.in_progress": "silence",
  keepalive: "silence",
  "response.completed": "content",
  "response.incomplete": "content",
  "response.failed": "failure",
  error: "failure",
  "response.output_item.added": "content",
  "response.output_item.done": "content",
  "response.content_part.added": "content",
  "response.content_part.done": "content",
  "response.output_text.delta": "content",
  "response.output_text.done": "content",
  "response.output_text.annotation.added": "content",
  "response.refusal.delta": "content",
  "response.refusal.done": "content",
  "response.reasoning_text.delta": "content",
  "response.reasoning_text.done": "content",
  "response.reasoning_summary_part.added": "content",
  "response.reasoning_summary_part.done": "content",
  "response.reasoning_summary_text.delta": "content",
  "response.reasoning_summary_text.done": "content",
  "response.function_call_arguments.delta": "content",
  "response.function_call_arguments.done": "content",
  "response.custom_tool_call_input.delta": "content",
  "response.custom_tool_call_input.done": "content",
  "response.file_search_call.in_progress": "content",
  "response.file_search_call.searching": "content",
  "response.file_search_call.completed": "content",
  "response.web_search_call.in_progress": "content",
  "response.web_search_call.searching": "content",
  "response.web_search_call.completed": "content",
  "response.code_interpreter_call.in_progress": "content",
  "response.code_interpreter_call.interpreting": "content",
  "response.code_interpreter_call.completed": "content",
  "response.code_interpreter_call_code.delta": "content",
  "response.code_interpreter_call_code.done": "content",
  "response.image_generation_call.in_progress": "content",
  "response.image_generation_call.generating": "content",
  "response.image_generation_call.completed": "content",
  "response.image_generation_call.partial_image": "content",
  "response.mcp_call.in_progress": "content",
  "response.mcp_call.completed": "content",
  "response.mcp_call.failed": "content",
  "response.mcp_call_arguments.delta": "content",
  "response.mcp_call_arguments.done": "content",
  "response.mcp_list_tools.in_progress": "content",
  "response.mcp_list_tools.completed": "content",
  "response.mcp_list_tools.failed": "content",
  "response.of_a_newer_type": "content"
}

describe("events of the Responses wire", () => {
  const layer = Provider.layer(
    Provider.make({
      id: "test",
      baseUrl: "http://127.0.0.1:1/v1",
      auth: Auth.none,
      operations: { responses: OpenAiResponses.protocol }
    })
  )
  /** Fits every schema. */
  const fields = {
    response: { id: "r", status: "completed", output: [] },
    item: { type: "message", id: "i" },
    item_id: "i",
    output_index: 0,
    content_index: 0,
    summary_index: 0,
    annotation_index: 0,
    annotation: {},
    part: {},
    delta: "a",
    text: "a",
    refusal: "a",
    arguments: "{}",
    input: "a",
    code: "a",
    partial_image_index: 0,
    partial_image_b64: "",
    message: "boom"
  }

  for (const [type, verdict] of Object.entries(events)) {
    it.effect(`${type} is ${verdict}`, () =>
      Effect.gen(function* () {
        const { layer: http } = client({ body: Sse.data({ ...fields, type }) })
        const ask = StreamingProvider.responses({ model: "m", input: "hi" })
        const { chunks, error } = yield* hear(ask).pipe(Effect.provide(layer), Effect.provide(http))
        const reason = error?.reason._tag
        assert.notStrictEqual(reason, "Unintelligible")
        const heard = chunks.length > 0 ? "content" : reason === "Truncated" ? "silence" : "failure"
        assert.deepStrictEqual(
          [heard, operations.responses.preamble.has(type)],
          [verdict, verdict === "silence"],
          error?.message
        )
      })
    )
  }
})

/** Of wires whose events have a type: those that have said nothing, in any recording of ours. */
const silent: Readonly<Record<string, ReadonlyArray<string>>> = {
  "openai-responses": ["keepalive", "response.created", "response.in_progress"],
  "openai-speech": [],
  "openai-transcription": [],
  // a block of a provider's own tools is heard once it is whole; an answer that says nothing, at its end
  "anthropic-messages": ["content_block_delta", "content_block_start", "message_delta", "message_start", "ping"],
  // a plan is heard as one thought, once it is whole
  "cohere-v2": ["content-start", "message-start", "tool-plan-delta"]
}

/** The types of events before an answer's first content. */
const before = <O extends Operation>(
  { decoder: open, operation }: Wire<O>,
  { body, contentType }: Fixtures.Fixture
) => {
  const types: Array<string> = []
  const head = { provider: "recorded", model: "", warnings: [], includeRaw: false, limits: defaultLimits, contentType }
  const decoder = open(head)
  for (const event of Buffer.from(body)
    .toString("latin1")
    .split(/(?<=\n\n)/)) {
    const chunks = decoder.read(Buffer.from(event, "latin1"))
    if (decoder.isDone() || chunks.some((chunk) => !operations[operation].isPreamble(chunk))) break
    const type = /"type": ?"([^"]+)"/.exec(event)?.[1]
    if (type !== undefined) types.push(type)
  }
  return types
}

describe("events of a wire that say nothing", () => {
  for (const [id, types] of Object.entries(silent)) {
    it(id, () => {
      const wire = protocols.get(id) ?? assert.fail("no such protocol")
      const recorded = Fixtures.of(id).filter(({ kind }) => kind === "sse")
      const seen = new Set(recorded.flatMap((fixture) => before(wire, fixture)))
      assert.deepStrictEqual([...seen].sort(), types)
    })
  }
})
