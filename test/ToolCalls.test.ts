import { assert, describe, it } from "@effect/vitest"
import * as ToolCalls from "../src/wire/ToolCalls.ts"

type Piece = Omit<ToolCalls.Piece, "choice"> & { readonly choice?: number }
type Heard = Omit<ToolCalls.Heard, "_tag">

const heard = (pieces: ReadonlyArray<Piece>): ReadonlyArray<Heard> => {
  const calls = ToolCalls.make()
  return pieces.flatMap((piece) => {
    const { _tag, ...heard } = calls.add({ choice: 0, ...piece }) ?? { _tag: undefined }
    return "index" in heard ? [heard] : []
  })
}
const first = (index: number, id: string, name: string, delta = "") => ({ choice: 0, index, id, name, delta })
const more = (index: number, delta: string) => ({ choice: 0, index, delta })

const cases: ReadonlyArray<readonly [name: string, pieces: ReadonlyArray<Piece>, heard: ReadonlyArray<Heard>]> = [
  [
    "a header, then arguments",
    [
      { number: 0, id: "a", name: "f", delta: "" },
      { number: 0, delta: "{" },
      { number: 0, delta: "}" }
    ],
    [first(0, "a", "f"), more(0, "{"), more(0, "}")]
  ],
  [
    "calls in turns",
    [
      { number: 0, id: "a", name: "f", delta: "" },
      { number: 1, id: "b", name: "g", delta: "" },
      { number: 0, delta: "{}" },
      { number: 1, delta: "[]" }
    ],
    [first(0, "a", "f"), first(1, "b", "g"), more(0, "{}"), more(1, "[]")]
  ],
  [
    "numbers with gaps, as of content blocks",
    [
      { number: 1, id: "a", name: "f", delta: "" },
      { number: 4, id: "b", name: "g", delta: "" },
      { number: 1, delta: "{}" }
    ],
    [first(0, "a", "f"), first(1, "b", "g"), more(0, "{}")]
  ],
  [
    "no numbers: whole calls",
    [
      { id: "a", name: "f", delta: "{}" },
      { id: "b", name: "f", delta: "[]" }
    ],
    [first(0, "a", "f", "{}"), first(1, "b", "f", "[]")]
  ],
  [
    "no numbers: pieces go on with the last call, or with the one they name",
    [
      { id: "a", name: "f", delta: "" },
      { delta: "{" },
      { id: "b", name: "g", delta: "" },
      { delta: "[]" },
      { id: "a", delta: "}" }
    ],
    [first(0, "a", "f"), more(0, "{"), first(1, "b", "g"), more(1, "[]"), more(0, "}")]
  ],
  [
    "all numbered alike, with ids",
    [
      { number: 0, id: "a", name: "f", delta: "{}" },
      { number: 0, id: "b", name: "f", delta: "[]" },
      { number: 0, delta: " " }
    ],
    [first(0, "a", "f", "{}"), first(1, "b", "f", "[]"), more(1, " ")]
  ],
  [
    "all numbered alike, without ids",
    [
      { number: 0, name: "f", delta: "{}" },
      { number: 0, name: "g", delta: "[]" }
    ],
    [
      { choice: 0, index: 0, name: "f", delta: "{}" },
      { choice: 0, index: 1, name: "g", delta: "[]" }
    ]
  ],
  [
    "ids and names on every piece",
    [
      { number: 0, id: "a", name: "f", delta: "{" },
      { number: 0, id: "a", name: "f", delta: "}" },
      { number: 0, name: "f", delta: " " }
    ],
    [first(0, "a", "f", "{"), more(0, "}"), more(0, " ")]
  ],
  [
    "empty ids and names are none",
    [
      { number: 0, id: "a", name: "f", delta: "{" },
      { number: 0, id: "", name: "", delta: "}" }
    ],
    [first(0, "a", "f", "{"), more(0, "}")]
  ],
  [
    "another id on each piece, without a name",
    [
      { number: 0, id: "a", name: "f", delta: "{" },
      { number: 0, id: "b", delta: "}" }
    ],
    [first(0, "a", "f", "{"), more(0, "}")]
  ],
  [
    "another number on each piece, with the same id",
    [
      { number: 0, id: "a", name: "f", delta: "{" },
      { number: 1, id: "a", delta: "}" }
    ],
    [first(0, "a", "f", "{"), more(0, "}")]
  ],
  [
    "the same id for two calls with numbers and names of their own",
    [
      { number: 0, id: "x", name: "f", delta: "{}" },
      { number: 1, id: "x", name: "g", delta: "[]" },
      { number: 0, id: "x", delta: " " }
    ],
    [first(0, "x", "f", "{}"), first(1, "x", "g", "[]"), more(0, " ")]
  ],
  [
    "a late name: the arguments wait",
    [
      { number: 0, id: "a", delta: "{" },
      { number: 0, name: "f", delta: "}" }
    ],
    [first(0, "a", "f", "{}")]
  ],
  [
    "a late id",
    [
      { number: 0, name: "f", delta: "{" },
      { number: 0, id: "a", delta: "" },
      { number: 0, delta: "}" }
    ],
    [{ choice: 0, index: 0, name: "f", delta: "{" }, { choice: 0, index: 0, id: "a", delta: "" }, more(0, "}")]
  ],
  [
    "choices count apart",
    [
      { choice: 1, number: 0, id: "a", name: "f", delta: "1" },
      { choice: 0, number: 0, id: "a", name: "f", delta: "0" },
      { choice: 1, number: 0, delta: "2" }
    ],
    [
      { choice: 1, index: 0, id: "a", name: "f", delta: "1" },
      first(0, "a", "f", "0"),
      { choice: 1, index: 0, delta: "2" }
    ]
  ],
  [
    "names of the language's own",
    [{ id: "__proto__", name: "constructor", delta: "{}" }],
    [first(0, "__proto__", "constructor", "{}")]
  ]
]

describe("tool calls", () => {
  it.each(cases)("%s", (_, pieces, expected) => assert.deepStrictEqual(heard(pieces), expected))

  it("a call without a name is a flaw of the answer, known at its end", () => {
    const calls = ToolCalls.make()
    assert.isUndefined(calls.flaw())
    assert.isUndefined(calls.add({ choice: 0, number: 0, id: "a", delta: "{}" }))
    assert.deepStrictEqual(calls.flaw(), { expected: "a tool call with a name", sample: "{}" })
    calls.add({ choice: 0, number: 0, name: "f", delta: "" })
    assert.isUndefined(calls.flaw())
  })
})
