/** Moonshine at work: one encoder pass for each window of sound, then greedy decoding, a token at a time. */
import type { InferenceSession, Tensor } from "onnxruntime-web"
import { readFile } from "node:fs/promises"
import { workerData } from "node:worker_threads"
import { serve } from "./engineWorker.ts"
import type { ModelFile, Parts, Sound } from "./Moonshine.ts"
import * as Pauses from "./Pauses.ts"
import { resample } from "./Resample.ts"

const parts: Parts = workerData
const sampleRate = 16_000
const shortest = 0.1 // seconds; the model throws on less
const tokensPerSecond = 6.5 // more is a loop, not speech
const first = 1
const last = 2
const layers = 6
const heads = 8
const width = 36

const bytes = (file: ModelFile): Promise<Uint8Array> | Uint8Array => {
  if (file instanceof Uint8Array) return file
  const isUrl = file instanceof URL || file.startsWith("file:")
  return readFile(isUrl ? new URL(file) : file)
}

const open = async () => {
  const ort: typeof import("onnxruntime-web") = await import(parts.runtime)
  const { default: tokenizer }: typeof import("llama-tokenizer-js") = await import(parts.tokenizer)
  ort.env.wasm.numThreads = 1
  const session = async (file: ModelFile) =>
    ort.InferenceSession.create(await bytes(file), { executionProviders: ["wasm"], logSeverityLevel: 3 })
  return { ort, tokenizer, encoder: await session(parts.encoder), decoder: await session(parts.decoder) }
}

let loaded: ReturnType<typeof open> | undefined

const load = () =>
  (loaded ??= open().catch((error: unknown) => {
    loaded = undefined // a file that is missing now may be there at the next request
    throw error
  }))

const output = (results: InferenceSession.ReturnType, name: string): Tensor => {
  const tensor = results[name]
  if (tensor === undefined) throw new Error(`The model gave no ${name}: is it Moonshine-tiny?`)
  return tensor
}

const likeliest = ({ data, dims }: Tensor): number => {
  if (!(data instanceof Float32Array)) throw new Error("The model's logits are no floats")
  const row = data.subarray(data.length - (dims.at(-1) ?? 0))
  let best = 0
  for (let id = 1; id < row.length; id++) if ((row[id] ?? 0) > (row[best] ?? 0)) best = id
  return best
}

// The text of one window after each token; it only ever grows.
async function* decode(samples: Float32Array): AsyncGenerator<string, void> {
  const { decoder, encoder, ort, tokenizer } = await load()
  yield "" // loading took long, and encoding does too: a moment to be cancelled
  const encoded = await encoder.run({ input_values: new ort.Tensor("float32", samples, [1, samples.length]) })
  const states = output(encoded, "last_hidden_state")
  const names = Array.from({ length: layers }, (_, layer) =>
    ["decoder.key", "decoder.value", "encoder.key", "encoder.value"].map((part) => `${layer}.${part}`)
  ).flat()
  const empty: Tensor = new ort.Tensor("float32", new Float32Array(), [1, heads, 0, width])
  const past = new Map(names.map((name) => [name, empty]))
  const most = Math.ceil((samples.length / sampleRate) * tokensPerSecond)
  const ids: Array<number> = []
  for (let token = first; ids.length < most;) {
    const results = await decoder.run({
      input_ids: new ort.Tensor("int64", [BigInt(token)], [1, 1]),
      encoder_hidden_states: states,
      use_cache_branch: new ort.Tensor("bool", [ids.length > 0], [1]),
      ...Object.fromEntries(names.map((name) => [`past_key_values.${name}`, past.get(name) ?? empty]))
    })
    token = likeliest(output(results, "logits"))
    if (token === last) return
    // What the decoder knows of the encoder is whole after the first step, and not given again.
    for (const name of names) {
      if (ids.length === 0 || name.includes("decoder")) past.set(name, output(results, `present.${name}`))
    }
    ids.push(token)
    yield tokenizer.decode(ids, false, false)
  }
}

// A word is whole once the next one begins; so are its characters, which may take several tokens.
async function* words(texts: AsyncIterable<string>): AsyncGenerator<string | undefined, void> {
  let text = ""
  let said = 0
  for await (const grown of texts) {
    text = grown.trim()
    const whole = text.lastIndexOf(" ")
    yield whole > said ? text.slice(said, whole) : undefined
    said = Math.max(said, whole)
  }
  if (text.length > said) yield text.slice(said)
}

serve<Sound, string>(async function* (sound) {
  let hasSpoken = false
  for (const { end, start } of Pauses.windows(sound.samples, sound.sampleRate)) {
    const samples = resample(sound.samples.subarray(start, end), sound.sampleRate, sampleRate)
    if (samples.length < shortest * sampleRate) continue
    let space = hasSpoken ? " " : ""
    for await (const piece of words(decode(samples))) {
      yield piece === undefined ? undefined : space + piece
      if (piece === undefined) continue
      space = ""
      hasSpoken = true
    }
  }
})
