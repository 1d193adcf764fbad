/**
 * Our own recorded answers, written from the documented formats: `test/fixtures/<protocol id>/<case>.<kind>`. What
 * a caller hears of one may stand beside it, in `<case>.<kind>.expected.json`: the chunks, and the failure, if any.
 * Binary frames are written as texts (`.frames`).
 */
import { Schema } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as EventStream from "./kit/eventstream.ts"

const root = new URL("fixtures/", import.meta.url).pathname

const contentTypes: Readonly<Record<string, string>> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
  json: "application/json",
  html: "text/html",
  mp3: "audio/mpeg",
  vtt: "text/vtt",
  frames: "application/vnd.amazon.eventstream"
}

const Expected = Schema.Struct({
  chunks: Schema.Array(Schema.Unknown),
  failure: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  /** Beside a failure: how it would have ended. */
  unsaid: Schema.optionalKey(Schema.Unknown)
})

export interface Fixture {
  readonly name: string
  readonly protocol: string
  readonly kind: string
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly expected: typeof Expected.Type | undefined
}

export const of = (protocol: string): ReadonlyArray<Fixture> => {
  const directory = join(root, protocol)
  if (!existsSync(directory)) return []
  const read = (file: string) => readFileSync(join(directory, file), "utf8")
  return readdirSync(directory)
    .filter((file) => !file.endsWith(".expected.json"))
    .map((file) => {
      const kind = file.slice(file.lastIndexOf(".") + 1)
      const expected = join(directory, `${file}.expected.json`)
      return {
        name: file,
        protocol,
        kind,
        contentType: contentTypes[kind] ?? "application/octet-stream",
        body: kind === "frames" ? EventStream.encode(read(file)) : new Uint8Array(readFileSync(join(directory, file))),
        expected: existsSync(expected)
          ? Schema.decodeUnknownSync(Expected)(JSON.parse(readFileSync(expected, "utf8")))
          : undefined
      }
    })
}

/** As it is written: of frames, their text. */
export const textOf = ({ name, protocol }: Fixture): string => readFileSync(join(root, protocol, name), "utf8")
