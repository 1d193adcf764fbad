/** What the model says: the same words in every wire and every run, some of them with escapes or beyond ASCII. */
const common = [
  ..." the| of| streaming| response|,| a| provider| tokens| and| into|.| model| which| latency".split("|"),
  ..." is| measured| on| this| machine| per| chunk|ing| be|ed| with| for| that| it| as| was| by".split("|")
]
const rare = ["—", "’s", " “quoted", "”", "\n\n", " café", ' "x"', " → ", "🙂", " 東京", "\\n"]

/** A number from 0 to 2^32 that looks like chance and is the same for the same `i`. */
const hash = (i: number): number => {
  let h = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/** `length` letters and digits, by `seed`. */
export const token = (length: number, seed: number): string =>
  Array.from({ length }, (_, i) => letters[hash(seed * 97 + i) % letters.length]).join("")

/** How many words differ; then they come round again. */
export const period = 4096
const said = Array.from({ length: period }, (_, i) => {
  const from = hash(i) % 100 < 3 ? rare : common
  return from[hash(i + period) % from.length] ?? ""
})
const paddings = Array.from({ length: period }, (_, i) => token(4 + (hash(i + 2 * period) % 12), i))

/** The `i`th word. */
export const word = (i: number): string => said[i % period] ?? ""

/** What OpenAI adds to each event, so that its length does not tell the word's. */
export const padding = (i: number): string => paddings[i % period] ?? ""

export const text = (count: number): string => {
  const round = said.join("")
  return round.repeat(Math.floor(count / period)) + said.slice(0, count % period).join("")
}

const lengths = [0]
for (const [i, one] of said.entries()) lengths.push((lengths[i] ?? 0) + one.length)

/** How long `text(count)` is, in UTF-16 units. */
export const lengthOf = (count: number): number =>
  Math.floor(count / period) * (lengths[period] ?? 0) + (lengths[count % period] ?? 0)
