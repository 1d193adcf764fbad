/**
 * Where two texts meet that were written apart: who goes on with a text may say its end again. Pure; positions are
 * UTF-16 code units, and the joined text is exact wherever the pieces were cut.
 *
 * An overlap is the longest end of what was said with which the rest begins, if it begins where a word does and is 3
 * characters long, or is all that was said: "Hel" and "lo" are "Hello", "the quick" and "quick fox" "the quick fox".
 * White space at the end of what was said is not sent on (Anthropic refuses it), so it may come once more.
 */

/** What was said, as it is sent on. */
export const sent = (said: string): string => said.trimEnd()

/** How much of `more` was said already; `undefined` while what is still to come may say. */
export const settled = (said: string, more: string): number | undefined => {
  const text = sent(said)
  if (mayGrow(text, more)) return undefined
  const space = said.slice(text.length)
  const rest = more.slice(repeated(text, more))
  return rest.length < space.length && space.startsWith(rest) ? undefined : overlap(said, more)
}

/** How much of `more` was said already, where nothing more comes. */
export const overlap = (said: string, more: string): number => {
  const text = sent(said)
  const length = repeated(text, more)
  let at = length
  while (at < more.length && text.length + at - length < said.length && more[at] === said[text.length + at - length])
    at++
  return at
}

/** Whether some end of the text begins with `more` and is longer. */
const mayGrow = (text: string, more: string): boolean => {
  for (let at = text.indexOf(more); at !== -1 && at + more.length < text.length; at = text.indexOf(more, at + 1)) {
    if (isBeginning(text, at)) return true
  }
  return false
}

const repeated = (text: string, more: string): number => {
  for (let at = Math.max(0, text.length - more.length); at < text.length; at++) {
    if (more.startsWith(text.slice(at)) && isBeginning(text, at) && (at === 0 || isLong(text.slice(at)))) {
      return text.length - at
    }
  }
  return 0
}

const isLong = (text: string): boolean => [...text.slice(0, 6)].length > 2

/** A letter or digit after none; in scripts that put no space between words, any. */
const word =
  /(?<![\p{L}\p{N}\p{M}_])[\p{L}\p{N}]|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/uy
const isBeginning = (text: string, at: number): boolean => {
  if (at === 0) return true
  // the second half of a pair begins nothing
  if (/[\uDC00-\uDFFF]/.test(text.charAt(at))) return false
  word.lastIndex = at
  return word.test(text)
}
