/** Flite at work: compiles the program once, then runs it once for each sentence. */
import { readFile } from "node:fs/promises"
import { workerData } from "node:worker_threads"
import { serve } from "./engineWorker.ts"
import type { Sentence, Speech } from "./Flite.ts"
import * as Wasi from "./Wasi.ts"

const programUrl: string = workerData
let compiled: Promise<WebAssembly.Module> | undefined

const compile = async () => WebAssembly.compile(await readFile(new URL(programUrl)))

serve<Sentence, Speech>(async function* ({ speed, text, voice }) {
  const program = await (compiled ??= compile())
  const stretch = (1 / speed).toFixed(3)
  const args = ["flite", "-voice", voice, "--setf", `duration_stretch=${stretch}`, "-t", text, "-o", "/speech.wav"]
  const { code, file, stderr } = Wasi.run(program, args)
  if (code !== 0 || file.length < 44) throw new Error(`Flite left with code ${code}: ${stderr.trim()}`)
  yield { sampleRate: new DataView(file.buffer).getUint32(24, true), pcm: file.slice(44) }
})
