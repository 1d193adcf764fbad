/**
 * Tokens where nobody counted them: one for each 4 bytes of UTF-8. That is OpenAI's rule of thumb for English (4
 * characters a token), and nearer than characters for scripts that need more bytes. No model's own tokens, and
 * never called reported.
 */

export const bytesPerToken = 4

/** The bytes of one code point in UTF-8. */
export const bytesAt = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4

/** The bytes of a text in UTF-8. */
export const bytesOf = (text: string): number => {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const size = bytesAt(text.codePointAt(at) ?? 0)
    if (size === 4) at++
    bytes += size
  }
  return bytes
}

/** The tokens of so many bytes, rounded up. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / bytesPerToken)
