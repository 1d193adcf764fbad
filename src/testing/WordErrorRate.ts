/**
 * How far a transcript is from the text that was spoken: word edits over words. Pure. Not for exact comparison: it
 * ignores case and punctuation, and counts "4729" against "four seven two nine" as four errors.
 */

/** `rate` is errors per expected word, so it may exceed 1. */
export interface WordErrorRate {
  readonly errors: number
  readonly words: number
  readonly rate: number
}

const words = (text: string): ReadonlyArray<string> =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/['’\p{M}]/gu, "")
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** The fewest insertions, deletions and replacements of words that turn `expected` into `heard`. */
export const compare = (expected: string, heard: string): WordErrorRate => {
  const wanted = words(expected)
  const got = words(heard)
  let row = Array.from({ length: got.length + 1 }, (_, index) => index)
  for (const word of wanted) {
    const next = [(row[0] ?? 0) + 1]
    got.forEach((other, index) => {
      const replaced = (row[index] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    })
    row = next
  }
  const errors = row[got.length] ?? 0
  return { errors, words: wanted.length, rate: errors / Math.max(1, wanted.length) }
}
