import { assert, describe, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { protocols } from "../src/cli/protocols.ts"
import { replay } from "../src/cli/Replay.ts"
import { type Summary, summaryOf } from "../src/cli/Summary.ts"
import * as Corpus from "./corpus.ts"
import * as Cuts from "../src/testing/Cuts.ts"

/** Streams that we mean to understand otherwise than the reference script, with the reason. At most 1 %. */
const exceptions: Readonly<Record<string, string>> = {
  "snowflake/chat/pydantic-ai--test_snowflake_thinking_streaming":
    "its reasoning comes in reasoning_details alone, which the reference does not read and a caller wants to hear",
  "google/generate-content/vertexai-sdk-test-data--streaming-failure-prompt-blocked-safety":
    "the prompt was blocked: the reference has no word for it, and a caller must hear ContentFiltered, not a cut stream",
  "bedrock/converse-stream/pydantic-ai--test_bedrock_model_code_execution_tool_stream":
    "one call is of a tool that the host ran itself (server_tool_use): the reference lists it among the caller's own",
  "bedrock/converse-stream/ruby_llm--chat_web_search_with_bedrock_amazon_nova-2-lite-v1_0_streams_grounded_turns":
    "the call is of the host's own search (server_tool_use): the reference lists it among the caller's own"
}

/** What we understand of a body, in the sidecar's words. */
const understood = (sidecar: Corpus.Sidecar, cut: Cuts.Cut) => {
  const wire = protocols.get(sidecar.protocol)
  if (wire === undefined) throw new Error(`no protocol ${sidecar.protocol}`)
  const { contentType, status = 200 } = sidecar.http ?? {}
  const recording = { reads: cut(Corpus.bodyOf(sidecar)), status, ...(contentType && { contentType }) }
  const replayed = replay(wire, recording)
  const audioBytes = replayed.chunks.reduce((total, chunk) => total + audioOf(chunk), 0)
  return {
    summary: summaryOf(wire.operation, replayed),
    failure: replayed.failure,
    audioBytes
  }
}

const audioOf = (chunk: object) =>
  "_tag" in chunk && chunk._tag === "Audio" && "data" in chunk && chunk.data instanceof Uint8Array
    ? chunk.data.length
    : 0

/** The words in a provider's error, wherever it keeps them. */
const messageOf = (error: unknown): string | undefined => {
  if (typeof error === "string") return error
  if (typeof error !== "object" || error === null) return undefined
  const fields = new Map(Object.entries(error))
  return ["body", "error", "message", "detail", "err_msg"]
    .map((name) => messageOf(fields.get(name)))
    .find((words) => words)
}

const check = (sidecar: Corpus.Sidecar, cut: Cuts.Cut): Summary => {
  const { expected } = sidecar
  const { audioBytes, failure, summary } = understood(sidecar, cut)
  const { finishReason, reasoning, refusal, text, toolCalls, usage } = summary
  assert.deepStrictEqual(
    { text, reasoning, refusal, toolCalls, finishReason, usage: usage?.raw ?? null },
    {
      text: expected.text,
      reasoning: expected.reasoning,
      refusal: expected.refusal,
      toolCalls: expected.toolCalls.map((call) => ({
        id: call.id ?? null,
        name: call.name ?? null,
        arguments: call.arguments
      })),
      finishReason: expected.finishReason === null ? null : String(expected.finishReason),
      usage: expected.usage
    }
  )
  if (expected.audioBytes !== undefined) assert.strictEqual(audioBytes, expected.audioBytes)
  if (expected.error !== null) {
    assert.isDefined(failure)
    const status = typeof expected.error === "object" ? expected.error["httpStatus"] : undefined
    if (status !== undefined) assert.propertyVal(failure, "status", status)
    assert.include(failure?.message ?? "", messageOf(expected.error)?.slice(0, 1000) ?? "the provider's words")
  } else if (!expected.done && expected.finishReason === null) {
    assert.strictEqual(failure?._tag, "Truncated")
  } else {
    assert.isUndefined(failure)
  }
  return summary
}

describe.skipIf(!Corpus.isThere)("the recorded streams", () => {
  const streams = Corpus.isThere ? Corpus.streams(new Set(protocols.keys())) : []
  const equal = new Map<string, number>()
  const count = (protocol: string) => streams.filter((stream) => stream.protocol === protocol).length

  afterAll(() => {
    for (const protocol of protocols.keys()) {
      process.stderr.write(
        `${protocol}: ${equal.get(protocol) ?? 0}/${count(protocol)} streams as the reference says\n`
      )
    }
  })

  it("the exceptions are few, and real", () => {
    assert.isAtMost(Object.keys(exceptions).length, streams.length / 100)
    for (const id of Object.keys(exceptions)) {
      const stream = streams.find((stream) => stream.id === id)
      if (stream !== undefined) assert.throws(() => check(stream, Cuts.whole))
    }
  })

  it.each(streams.filter(({ id }) => !(id in exceptions)).map((stream, seed) => ({ ...stream, seed })))(
    "$id",
    (stream) => {
      // raw audio is as many chunks as reads
      const { chunks: _, ...summary } = check(stream, Cuts.whole)
      const small = stream.bytes <= 20_000 ? [Cuts.every(1)] : []
      for (const cut of [...small, Cuts.random(stream.seed, 40), Cuts.random(stream.seed, 4000)]) {
        assert.deepInclude(check(stream, cut), summary)
      }
      equal.set(stream.protocol, (equal.get(stream.protocol) ?? 0) + 1)
    }
  )
})
