/**
 * Cuts text into sentences, so that speech can start before the whole text is spoken. Pure. Joining the pieces with
 * spaces gives the words of the text, in order. Not a grammar: English abbreviations and simple rules.
 */

const longest = 250

// Never the end of a sentence.
const titles = /^(dr|mr|mrs|ms|mx|prof|st|mt|gen|col|capt|lt|sgt|sen|rep|rev|hon|vs|e\.g|i\.e|cf)$/i

// Not the end of one before a number.
const counted = /^(nos?|vol|figs?|pp?|ch|approx)$/i

// The end of one only before a capital letter.
const abbreviations =
  /^(etc|inc|ltd|co|corp|jr|sr|dept|est|ave|blvd|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ph\.d|([a-z]\.)+[a-z])$/i

const capital = /^["'“‘(\[]*[\p{Lu}\p{Lo}\p{N}]/u

const endsSentence = (word: string, next: string, isFirst: boolean): boolean => {
  const end = /^["'“‘(\[]*(.*?)([.!?…。！？]+)["'”’)\]]*$/su.exec(word)
  if (end === null) return false
  const [, stem = "", mark = ""] = end
  if (/^(\.{2,}|…+)$/.test(mark)) return capital.test(next)
  if (mark !== ".") return true
  if (titles.test(stem) || /^\p{Lu}$/u.test(stem)) return false
  if (isFirst && /^(\d{1,3}|\p{L})$/u.test(stem)) return false // "1." before an item of a list
  if (counted.test(stem)) return !/^\d/.test(next)
  return abbreviations.test(stem) ? capital.test(next) : true
}

// A line that goes on in lower case was only wrapped.
const breaksLine = (space: string, next: string) =>
  /\n\s*\n/.test(space) || (space.includes("\n") && !/^\p{Ll}/u.test(next))

// Where to cut a sentence that is too long: after a clause if one ends late enough, else at a space, else anywhere
// but inside a surrogate pair.
const cutAt = (sentence: string, limit: number): number => {
  const head = sentence.slice(0, limit + 1)
  const clause = [...head.matchAll(/[,;:)—–]["'”’]?\s/gu)].at(-1)
  if (clause !== undefined && clause.index > limit / 3) return clause.index + clause[0].length
  const space = head.search(/\s\S*$/u)
  if (space > 0) return space
  return /[\ud800-\udbff]/.test(sentence.charAt(limit - 1)) ? limit - 1 : limit
}

const shorten = (sentence: string, limit: number): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  let rest = sentence
  while (rest.length > limit) {
    const at = cutAt(rest, limit)
    pieces.push(rest.slice(0, at).trim())
    rest = rest.slice(at).trim()
  }
  return [...pieces, rest]
}

/** Sentences of at most `limit` characters, never empty; a single word longer than that is cut too. */
export const split = (text: string, limit = longest): ReadonlyArray<string> => {
  const parts = [...text.matchAll(/(\S+)(\s*)/gu)]
  const sentences: Array<string> = []
  let sentence: Array<string> = []
  parts.forEach(([, word = "", space = ""], index) => {
    const next = parts[index + 1]?.[1] ?? ""
    sentence.push(word)
    if (next !== "" && !breaksLine(space, next) && !endsSentence(word, next, sentence.length === 1)) return
    sentences.push(sentence.join(" "))
    sentence = []
  })
  return sentences.flatMap((sentence) => shorten(sentence, Math.max(2, limit)))
}
