/**
 * Transcription without a key or a network: Moonshine-tiny, run by ONNX in a worker. English only. It hears windows of
 * up to 20 seconds, cut at pauses, and says words while it decodes each.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import * as Engine from "./Engine.ts"
import * as Packages from "./Packages.ts"

/** A path, a `file:` URL, or the file's bytes. */
export type ModelFile = string | URL | Uint8Array

export interface Options {
  /** `encoder_model.onnx` and `decoder_model_merged.onnx` of Moonshine-tiny; those of `@moonshine-ai/moonshine-js` if absent. */
  readonly model?: { readonly encoder: ModelFile; readonly decoder: ModelFile }
  readonly resolve?: Packages.Resolve
}

/** Mono samples, at any rate. */
export interface Sound {
  readonly samples: Float32Array
  readonly sampleRate: number
}

/** What the worker is given to start with: URLs of modules, URLs or bytes of the model. */
export interface Parts {
  readonly runtime: string
  readonly tokenizer: string
  readonly encoder: ModelFile
  readonly decoder: ModelFile
}

export interface Moonshine {
  /** Words as they are recognised; the pieces joined are the text. Silence and less than 0.1 s give none. `sampleRate` is 16 000 if absent. */
  readonly transcribe: (samples: Float32Array, sampleRate?: number) => Stream.Stream<string, Engine.EngineFailed>
}

/** The packages that must be installed, the first only where no model is given. */
export const packages = ["@moonshine-ai/moonshine-js", "onnxruntime-web", "llama-tokenizer-js"] as const

const [weights, runtime, tokenizer] = packages

// The package's `exports` hide the model, so it is found from the entry.
const modelFiles = (entry: string) => ({
  encoder: new URL("./model/tiny/quantized/encoder_model.onnx", entry).href,
  decoder: new URL("./model/tiny/quantized/decoder_model_merged.onnx", entry).href
})

/** The worker starts and the model loads (1.5 to 3 s, 450 MB) with the first transcription; both end with the scope. */
export const make = (options: Options = {}): Effect.Effect<Moonshine, Packages.PackageMissing, Scope.Scope> =>
  Effect.gen(function* () {
    const { model, resolve } = options
    const found =
      model === undefined
        ? yield* Effect.map(Packages.find("Moonshine", packages, resolve), (urls) => ({
            ...urls,
            ...modelFiles(urls[weights])
          }))
        : yield* Effect.map(Packages.find("Moonshine", [runtime, tokenizer], resolve), (urls) => ({
            ...urls,
            ...model
          }))
    const portable = (file: ModelFile) => (file instanceof URL ? file.href : file)
    const data: Parts = {
      runtime: found[runtime],
      tokenizer: found[tokenizer],
      encoder: portable(found.encoder),
      decoder: portable(found.decoder)
    }
    const engine = yield* Engine.make<Sound, string>({
      name: "Moonshine",
      url: Engine.sibling("moonshineWorker", import.meta.url),
      data
    })
    // A message carries the whole buffer behind a view.
    const own = (samples: Float32Array) => (samples.length * 4 < samples.buffer.byteLength ? samples.slice() : samples)
    return { transcribe: (samples, sampleRate = 16_000) => engine.run({ samples: own(samples), sampleRate }) }
  })
