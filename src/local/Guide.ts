/**
 * The documentation that the local engine answers from, in sections, and how the one that fits a question is found:
 * by its words, the rarer the weightier. Not a search by meaning.
 */
import { behaviour } from "./guide/behaviour.ts"
import { operations } from "./guide/operations.ts"
import { providers } from "./guide/providers.ts"

export interface Section {
  readonly id: string
  /** Questions that it answers, as people ask them. */
  readonly asks: ReadonlyArray<string>
  readonly says: string
  readonly code?: string
}

export const sections: ReadonlyArray<Section> = [...operations, ...providers, ...behaviour]

/** Words that say nothing of what is asked. */
const empty = new Set(
  `a about after all an and any anything are as at bad be been best bifrost but by can could did do does effect else
  exist for from get give good got had happen happened happens has have hello help hey hi how i if in is it its
  just kind kinds know let library like m make may me more mr much must my need no not of on once one or our please
  s say see set should so some tell than that the their them then there these they thing things this those to too
  us use used using want was way we what when where which who why will with work would yes you your`.split(/\s+/)
)

const stem = (word: string): string => {
  if (/ie[sd]$/.test(word)) return `${word.slice(0, -3)}y`
  for (const end of ["ations", "ation", "ings", "ing", "ers", "er", "ed", "es", "s", "e"]) {
    if (word.endsWith(end) && word.length - end.length >= 3) {
      const rest = word.slice(0, -end.length)
      return /([^aeiouls])\1$/.test(rest) ? rest.slice(0, -1) : rest
    }
  }
  return word
}

/** The words of a text that matter, without their endings. */
export const words = (text: string): ReadonlyArray<string> =>
  (
    text
      .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
      .normalize("NFKD")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
    .filter((word) => !empty.has(word))
    .map(stem)

/** How well a section answers for a word: in a question it stands for the subject, elsewhere it is only mentioned. */
const index = sections.map((section) => {
  const asked = section.asks.map(words)
  const weights = new Map<string, number>()
  for (const word of words(`${section.says} ${section.code ?? ""}`)) weights.set(word, 0.3)
  for (const word of asked.flat()) weights.set(word, 1)
  for (const word of words(section.id)) weights.set(word, 1.5)
  return { section, weights, asked: asked.map((list) => new Set(list)) }
})

const rarity = (word: string): number => {
  const known = index.filter(({ weights }) => weights.has(word)).length
  return Math.log(1 + index.length / Math.max(1, known))
}

/** So much of what matters in a question must be answered by a section. */
const enough = 0.4

/** The section that fits a question best, if one does. */
export const find = (question: string): Section | undefined => {
  const wanted = [...new Set(words(question))]
  if (wanted.length === 0) return /\b(what|about)\b.*\b(bifrost|library)\b/is.test(question) ? sections[0] : undefined
  const weight = wanted.reduce((sum, word) => sum + rarity(word), 0)
  let best: { readonly section: Section; readonly score: number } | undefined
  for (const { asked, section, weights } of index) {
    const found = wanted.reduce((sum, word) => sum + rarity(word) * (weights.get(word) ?? 0), 0)
    const nearest = Math.max(...asked.map((ask) => wanted.filter((word) => ask.has(word)).length / (ask.size || 1)))
    const score = found / weight + 0.1 * nearest
    if (found / weight >= enough && (best === undefined || score > best.score)) best = { section, score }
  }
  return best?.section
}
