/** The local engine's tokens: words with the space before them, long ones in pieces, and signs. Not those of any model. */

const pattern = /\s*(?:[\p{L}\p{M}\p{N}_]{1,12}|[^\s\p{L}\p{M}\p{N}_]{1,12})|\s+/gu

/** Joined, they are the text. */
export const split = (text: string): ReadonlyArray<string> => text.match(pattern) ?? []

export const count = (text: string): number => split(text).length
