/** How much of an answer there is room for: counts what its chunks say, and cuts the one that would say too much. Pure. */
import type { Cut } from "../../schemas/Cut.ts"
import * as Estimate from "../../schemas/Estimate.ts"

/** What can be counted; what is not given is not limited. */
export interface Room {
  /** Output tokens, estimated. */
  readonly tokens?: number
  /** Characters that are written, in code points. */
  readonly characters?: number
  /** Bytes of audio. */
  readonly bytes?: number
}

/** The chunks there was room for, and what ran out, if anything did. */
export interface Measured<Chunk> {
  readonly kept: ReadonlyArray<Chunk>
  readonly over?: "output tokens" | "characters" | "bytes"
}

/** Measures one answer, array by array; those that fit are handed on as they are. */
export const make = <Chunk>({ said, shortened }: Cut<Chunk>, { bytes, characters, tokens }: Room) => {
  let charactersLeft = characters ?? Infinity
  let textLeft = (tokens ?? Infinity) * Estimate.bytesPerToken
  let soundLeft = bytes ?? Infinity
  let over: Measured<Chunk>["over"]

  /** How much of a text fits, in UTF-16 code units: never half a character. */
  const fitting = (text: string): number => {
    if (charactersLeft === Infinity && textLeft === Infinity) return text.length
    let at = 0
    let count = 0
    let size = 0
    while (at < text.length) {
      const codePoint = text.codePointAt(at) ?? 0
      const more = Estimate.bytesAt(codePoint)
      if (count + 1 > charactersLeft) over = "characters"
      else if (size + more > textLeft) over = "output tokens"
      if (over !== undefined) break
      count++
      size += more
      at += codePoint > 0xffff ? 2 : 1
    }
    charactersLeft -= count
    textLeft -= size
    return at
  }
  const audible = ({ length }: Uint8Array): number => {
    if (length <= soundLeft) {
      soundLeft -= length
      return length
    }
    over = "bytes"
    return Math.max(0, Math.floor(soundLeft))
  }

  return (chunks: ReadonlyArray<Chunk>): Measured<Chunk> => {
    for (const [index, chunk] of chunks.entries()) {
      const content = said(chunk)
      if (content === undefined) continue
      const length = typeof content === "string" ? fitting(content) : audible(content)
      if (over === undefined) continue
      const before = chunks.slice(0, index)
      return { kept: length > 0 ? [...before, shortened(chunk, length)] : before, over }
    }
    return { kept: chunks }
  }
}
