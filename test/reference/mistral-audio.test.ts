/** Mistral's own client as a reference for transcription: the same text, of the same form. */
import { Mistral } from "@mistralai/mistralai"
import type * as Components from "@mistralai/mistralai/models/components"
import { Collect, StreamingProvider, type TranscriptionRequest } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Mistral"
import { assert, it } from "vitest"
import { at, both, key, played, type Sides, whole } from "./both.ts"
import { snakes } from "./fields.ts"
import { formOf } from "./form.ts"

const sides: Sides<StreamingProvider<"transcription">, Mistral> = {
  layer: (url) => Layers.layerConfig(at(`${url}/v1`)),
  client: (serverURL) => new Mistral({ apiKey: key, serverURL, retryConfig: { strategy: "none" } })
}

const model = "voxtral-mini-latest"
const audio = new TextEncoder().encode("RIFF of a kind")

type Params = Partial<Components.AudioTranscriptionRequestStream>
type Asked = Partial<TranscriptionRequest>

const rows: ReadonlyArray<readonly [name: string, fixture: string, ours: Asked, theirs: Params]> = [
  ["plain", "deltas", {}, {}],
  ["in a language", "deltas", { language: "en", temperature: 0.5 }, { language: "en", temperature: 0.5 }],
  [
    "by speakers and stretches",
    "segments",
    { timestamps: ["segment"], diarization: true },
    { timestampGranularities: ["segment"], diarize: true }
  ],
  [
    "with words to expect",
    "deltas",
    { providerOptions: { mistral: { context_bias: ["Bifrost", "Asgard"] } } },
    { contextBias: ["Bifrost", "Asgard"] }
  ]
]

it.each(rows)("%s", async (_, fixture, ours, params) => {
  const { asked, ...answers } = await both(
    sides,
    played(`mistral-transcription/${fixture}.sse`),
    Collect.transcription(
      StreamingProvider.transcription({ model, audio, fileName: "talk.wav", mediaType: "audio/wav", ...ours })
    ),
    async (client) => {
      const file = { fileName: "talk.wav", content: new Blob([audio], { type: "audio/wav" }) }
      const segments: Array<Components.TranscriptionStreamSegmentDelta> = []
      let text = ""
      for await (const { data } of await client.audio.transcriptions.stream({ model, file, ...params })) {
        if (data.type === "transcription.text.delta") text += data.text
        if (data.type === "transcription.segment") segments.push(data)
        if (data.type === "transcription.done") return { text, segments, done: data }
      }
      throw new Error("no end")
    }
  )
  const [mine, { done, segments, text }] = whole(answers)
  assert.strictEqual(mine.text, done.text)
  if (fixture === "deltas") assert.strictEqual(mine.text, text)
  assert.deepStrictEqual(
    mine.segments?.map(({ end, speaker, start }) => ({ start, end, speaker })) ?? [],
    segments.map(({ end, speakerId: speaker, start }) => ({ start, end, speaker }))
  )
  assert.deepStrictEqual<unknown>(mine.usage?.raw, snakes(done.usage))
  assert.deepStrictEqual([asked.one?.method, asked.one?.path], [asked.two?.method, asked.two?.path])
  assert.deepStrictEqual(asked.one?.headers.authorization, asked.two?.headers.authorization)
  // their client says so even where it was not asked: it is the default
  const unasked = (field: ReadonlyArray<unknown>) => field.join() === "diarize,false"
  const form = await formOf(asked.two)
  assert.deepStrictEqual(
    await formOf(asked.one),
    form.filter((field) => !unasked(field))
  )
})
