/** What a vendor on 127.0.0.1 answers, by the path that it is asked at: each wire's own whole answer, and one cut short. */
import type { Operation } from "effect-bifrost/schemas/Operation"
import * as OpenAi from "../examples/OpenAi.ts"
import { bodyOf } from "../kit/fixture.ts"
import { data } from "../kit/wire.ts"

interface Wire {
  readonly path: RegExp
  /** Where one path answers several. */
  readonly operation?: Operation
  readonly whole: () => OpenAi.Answer
  /** Absent where the end of the body is the end of the answer. */
  readonly cut?: () => OpenAi.Answer
}

const recorded = (path: RegExp, fixture: string, type: string): Wire => {
  const body = bodyOf(fixture)
  const headers = { "content-type": type }
  return {
    path,
    whole: () => ({ headers, pieces: [body] }),
    cut: () => ({ headers, pieces: [body.subarray(0, body.length / 2)] })
  }
}

const withoutEnd = ({ pieces, ...answer }: OpenAi.Answer): OpenAi.Answer => {
  if (!(Symbol.iterator in pieces)) throw new Error("an answer without an end")
  return { ...answer, pieces: [...pieces].slice(0, 2) }
}

const sse = "text/event-stream"

/** A piece of sound, as Gemini sends it. */
const spoken = (more: object) => {
  const parts = [{ inlineData: { mimeType: "audio/L16;codec=pcm;rate=24000", data: "AQI=" } }]
  return data({ candidates: [{ content: { parts, role: "model" }, ...more }] })
}
const hello = "Hello from Asgard!"

const wires: ReadonlyArray<Wire> = [
  {
    path: /\/chat\/completions$/,
    whole: () => OpenAi.chat(hello),
    cut: () => OpenAi.cut(hello)
  },
  recorded(/\/completions$/, "openai-completions/text.sse", sse),
  {
    path: /\/responses$/,
    whole: () => OpenAi.responses(hello),
    cut: () => withoutEnd(OpenAi.responses(hello))
  },
  { path: /\/audio\/speech$/, whole: () => OpenAi.speech([Uint8Array.of(1, 2), Uint8Array.of(3)]) },
  recorded(/mistral\.ai\/v1\/audio\/transcriptions$/, "mistral-transcription/deltas.sse", sse),
  {
    path: /\/audio\/transcriptions$/,
    whole: () => OpenAi.transcript(hello),
    cut: () => withoutEnd(OpenAi.transcript(hello))
  },
  recorded(/\/messages$/, "anthropic-messages/text.sse", sse),
  {
    path: /:streamGenerateContent/,
    operation: "speech",
    whole: () => ({ pieces: [spoken({}), spoken({ finishReason: "STOP" })] }),
    cut: () => ({ pieces: [spoken({})] })
  },
  recorded(/:streamGenerateContent/, "gemini-generate-content/text.sse", sse),
  recorded(/cohere\.com\/v2\/chat$/, "cohere-v2/text.sse", sse),
  recorded(/\/api\/chat$/, "ollama/text.ndjson", "application/x-ndjson"),
  recorded(/\/api\/generate$/, "ollama-generate/text.ndjson", "application/x-ndjson")
]

/** A wire that is not played here is nobody's. */
export const at = (path: string, asked: Operation): Wire | undefined =>
  wires.find((wire) => wire.path.test(path) && (wire.operation ?? asked) === asked)
