/** The recorded streams, as `npm run corpus` judges them, and that it judges rightly. */
import { assert, describe, it } from "@effect/vitest"
import { protocols } from "../src/cli/protocols.ts"
import * as Corpus from "./corpus.ts"
import { judge } from "./corpus/difference.ts"
import { exceptions } from "./corpus/exceptions.ts"
import { differences, type Judged, report } from "./corpus/report.ts"

describe.skipIf(!Corpus.isThere)("the recorded streams", () => {
  const streams = Corpus.isThere ? Corpus.streams(new Set(protocols.keys())) : []
  const judged: Array<Judged> = []

  it.each(streams.map((stream, seed) => ({ ...stream, seed })))("$id", ({ seed, ...stream }) => {
    const judgement = judge(stream, seed)
    judged.push({ ...stream, ...judgement })
    if (!exceptions.has(stream.id)) assert.deepStrictEqual(judgement, { whole: undefined, cut: undefined })
  })

  it("at most 1 % are exceptions, and each of them is one", () => {
    const { holds, lines } = report(judged, exceptions)
    process.stderr.write(`${lines.join("\n")}\n`)
    assert.lengthOf(judged, streams.length)
    assert.isTrue(holds)
  })

  it.each([
    ["text", { text: "something else" }],
    ["usage", { usage: { made: "up" } }],
    ["finishReason", { finishReason: "never" }],
    ["error", { error: "the host burns" }]
  ] as const)("a description that says otherwise is seen: %s", (field, otherwise) => {
    const [stream] = streams.filter(({ expected, id }) => expected.done && !exceptions.has(id))
    assert.isDefined(stream)
    if (stream === undefined) return
    const { cut, whole } = judge({ ...stream, expected: { ...stream.expected, ...otherwise } }, 1)
    assert.strictEqual(whole?.field, field)
    assert.strictEqual(cut?.field, field)
  })
})

describe.skipIf(!Corpus.isThere)("a stream that cannot be read", () => {
  it("is one that is not understood", () => {
    const [stream] = Corpus.isThere ? Corpus.streams(new Set(["openai-chat"])) : []
    if (stream === undefined) return assert.fail("no stream")
    const { cut, whole } = judge({ ...stream, file: "nowhere.sse" }, 1)
    assert.strictEqual(whole?.field, "a defect")
    assert.strictEqual(cut?.field, "a defect")
  })
})

describe("the report", () => {
  const good = { protocol: "p", whole: undefined, cut: undefined }
  const bad = { ...good, cut: { field: "text", expected: "a", understood: "b" } }
  const many = Array.from({ length: 99 }, (_, n) => ({ ...good, id: `${n}` }))
  const listed = new Map([["odd", "it is odd"]])

  it("counts whole and cut, and lists exceptions with their reasons", () => {
    const { holds, lines } = report([...many, { ...bad, id: "odd" }], listed)
    assert.isTrue(holds)
    assert.deepStrictEqual(lines, [
      "p  100/100 whole, 99/100 cut",
      "total  100/100 whole, 99/100 cut",
      "",
      "Exceptions, with their reasons:",
      "  odd: it is odd"
    ])
  })
  it("does not hold where no reason is given", () => {
    const { holds, lines } = report([...many, { ...bad, id: "strange" }], listed)
    assert.isFalse(holds)
    assert.include(lines, "  strange: text differs")
  })
  it("does not hold below 99 %, whatever the reasons", () => {
    assert.isFalse(report([...many.slice(1), { ...bad, id: "odd" }], listed).holds)
    assert.isFalse(report([], listed).holds)
  })
  it("does not hold where a reason is given for nothing", () => {
    assert.isFalse(report([...many, { ...good, id: "odd" }], listed).holds)
  })
  it("shows the first field that differs", () => {
    assert.deepStrictEqual(differences([...many, { ...bad, id: "odd" }]), [
      "",
      "odd, cut at random: text",
      "  expected    'a'",
      "  understood  'b'"
    ])
  })
})
