/**
 * Cuts long sound at its pauses, by loudness alone, into windows that a recogniser can take at once. Pure. Not a voice
 * detector: noise counts as sound, and only what is nearly digital silence is left out.
 */

/** Samples from `start` up to but not including `end`. */
export interface Window {
  readonly start: number
  readonly end: number
}

const frameSeconds = 0.02
const silent = 0.0005
const shortest = 8
const longest = 20
const pause = 0.3

const loudness = (samples: Float32Array, frame: number): Float32Array =>
  Float32Array.from({ length: Math.ceil(samples.length / frame) }, (_, index) => {
    const part = samples.subarray(index * frame, (index + 1) * frame)
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length)
  })

// Between the noise and the voice: above the quietest tenth, well below the loudest.
const threshold = (frames: Float32Array): number => {
  const sorted = frames.toSorted()
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return Math.max(silent, Math.min(4 * at(0.1), 0.15 * at(0.95)))
}

// The middle of the first pause that lies far enough in, else the quietest moment before the window gets too long.
const cutAfter = (frames: Float32Array, start: number, quiet: number): number => {
  const needed = Math.round(pause / frameSeconds)
  const end = start + longest / frameSeconds
  let run = 0
  let quietest = end
  let least = Infinity
  for (let at = start + shortest / frameSeconds; at < end; at++) {
    run = (frames[at] ?? 0) < quiet ? run + 1 : 0
    if (run === needed) return at - Math.floor(needed / 2)
    const here = (frames[at - 1] ?? 0) + (frames[at] ?? 0) + (frames[at + 1] ?? 0)
    if (here < least) [least, quietest] = [here, at]
  }
  return quietest
}

/** Windows of at most 20 seconds, in order, that cover all that is not silence. */
export const windows = (samples: Float32Array, sampleRate: number): ReadonlyArray<Window> => {
  const frame = Math.max(1, Math.round(sampleRate * frameSeconds))
  const frames = loudness(samples, frame)
  const quiet = threshold(frames)
  const found: Array<Window> = []
  for (let start = 0; start < frames.length;) {
    const end = frames.length - start <= longest / frameSeconds ? frames.length : cutAfter(frames, start, quiet)
    if (frames.subarray(start, end).some((level) => level >= silent)) {
      found.push({ start: start * frame, end: Math.min(end * frame, samples.length) })
    }
    start = end
  }
  return found
}
