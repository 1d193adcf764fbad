/**
 * One sample rate to another by a windowed sinc, 16 zero crossings a side. Pure. Going down, the sinc widens and so
 * cuts off what the lower rate cannot hold.
 */

const crossings = 16

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

// Hann window over a sinc whose first zero lies `1 / cutoff` input samples away.
const kernel = (offset: number, cutoff: number, reach: number): Float64Array => {
  const taps = new Float64Array(2 * reach)
  let sum = 0
  for (let tap = 0; tap < taps.length; tap++) {
    const x = (tap - reach + 1 - offset) * cutoff
    if (Math.abs(x) >= crossings) continue
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
    taps[tap] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / crossings))
    sum += taps[tap] ?? 0
  }
  return taps.map((tap) => tap / sum)
}

/** The same sound at another rate; the samples themselves when the rates are equal. Rates are whole numbers. */
export const resample = (samples: Float32Array, from: number, to: number): Float32Array => {
  if (from === to) return samples
  const divisor = gcd(from, to)
  const step = from / divisor
  const phases = to / divisor
  const cutoff = Math.min(1, to / from)
  const reach = Math.ceil(crossings / cutoff)
  // Output sample n lies at n * step / phases: only `phases` different kernels occur, made when first needed.
  const kernels: Array<Float64Array | undefined> = []
  const out = new Float32Array(Math.floor((samples.length * phases) / step))
  for (let n = 0; n < out.length; n++) {
    const phase = (n * step) % phases
    const taps = (kernels[phase] ??= kernel(phase / phases, cutoff, reach))
    const first = Math.floor((n * step) / phases) - reach + 1
    let sum = 0
    for (let tap = Math.max(0, -first), end = Math.min(taps.length, samples.length - first); tap < end; tap++) {
      sum += (taps[tap] ?? 0) * (samples[first + tap] ?? 0)
    }
    out[n] = sum
  }
  return out
}
