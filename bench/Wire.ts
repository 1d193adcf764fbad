/** A wire: how a provider puts words into an answer's bytes. One file for each in `wires/`, one row in `wires.ts`. */
export interface Wire {
  readonly contentType: string
  /** What comes before the words, each a piece of its own. */
  readonly head: () => ReadonlyArray<string | Uint8Array>
  /** The `i`th word. */
  readonly piece: (i: number) => string | Uint8Array
  /** What comes after `count` words. */
  readonly tail: (count: number) => ReadonlyArray<string | Uint8Array>
  /** What is heard of `count` words: characters, or bytes of audio. */
  readonly heard: (count: number) => number
}

/** One server-sent event. */
export const event = (data: unknown, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`
