/** Recorded answers, file by file, in one of three forms: plain, chunks, or a summary. One bad file does not stop the others. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stdio from "effect/Stdio"
import { empty } from "../../schemas/Digest.ts"
import type { Operation } from "../../schemas/Operation.ts"
import * as exitCodes from "./exitCodes.ts"
import { jsonLine } from "./jsonLine.ts"
import * as Output from "./Output.ts"
import { plainOrBytes } from "./plain.ts"
import { unreadable } from "./files.ts"
import { type AnyWire, protocols, type Wire } from "./protocols.ts"
import { Refused, Told } from "./Refused.ts"
import { type Recording, replay } from "./Replay.ts"
import { sentence } from "./report.ts"
import { summarize, type Summary } from "./Summary.ts"

export const decodeFiles = Effect.fnUntraced(function* (asked: {
  readonly files: ReadonlyArray<string>
  readonly protocol: string
  readonly json: boolean
  readonly summary: boolean
  readonly status: number
  readonly contentType: string | undefined
}) {
  const { contentType, files, status } = asked
  const wire = yield* wireOf(asked.protocol)
  if (asked.json && asked.summary) return yield* refuse("--json and --summary exclude each other", "Choose one.")
  const isAudio = wire.operation === "speech" && !asked.json && !asked.summary
  if (isAudio && (yield* (yield* Stdio.Stdio).stdoutIsTerminal)) {
    return yield* refuse(
      "Audio is not for a terminal",
      "Add --summary or --json, or send it to a file with `> speech.mp3`."
    )
  }
  const fileSystem = yield* FileSystem.FileSystem
  const form = asked.summary ? summary : asked.json ? chunks : plain

  let code: exitCodes.ExitCode = 0
  for (const file of files) {
    const bytes = yield* Effect.result(Effect.mapError(fileSystem.readFile(file), unreadable(file)))
    const outcome =
      bytes._tag === "Failure"
        ? form.missing(file, bytes.failure)
        : form.found(wire, file, { reads: [bytes.success], status, ...(contentType !== undefined && { contentType }) })
    for (const piece of outcome.output) yield* Output.write(piece)
    if (outcome.complaint !== undefined) yield* Output.note(outcome.complaint)
    if (code === 0) code = outcome.code
  }
  if (code !== 0) return yield* new Told({ code })
})

/** What one file comes to. */
interface Outcome {
  readonly output: ReadonlyArray<string | Uint8Array>
  readonly complaint?: string
  readonly code: exitCodes.ExitCode
}

interface Form {
  readonly found: <O extends Operation>(wire: Wire<O>, file: string, recording: Recording) => Outcome
  readonly missing: (file: string, why: Refused) => Outcome
}

const missing = (_: string, why: Refused): Outcome => ({
  output: [],
  complaint: why.message,
  code: exitCodes.byRefusal[why.kind]
})

const summary: Form = {
  found: (wire, file, recording) => ({ output: [summaryLine(file, summarize(wire, recording))], code: 0 }),
  missing: (file, why) => {
    const error = { reason: "Unreadable", message: why.what }
    return { ...missing(file, why), output: [summaryLine(file, { ...empty, chunks: 0, error })] }
  }
}
const summaryLine = (file: string, summary: Summary) => `${JSON.stringify({ file, ...summary })}\n`

const chunks: Form = {
  found: (wire, file, recording) => {
    const { chunks, failure } = replay(wire, recording)
    return { output: [chunks.map(jsonLine(wire.operation)).join("")], ...verdict(file, failure) }
  },
  missing
}

const plain: Form = {
  found: (wire, file, recording) => {
    const { chunks, failure } = replay(wire, recording)
    const pieces = chunks.map(plainOrBytes[wire.operation])
    const last = pieces.findLast((piece) => piece.length > 0)
    const isLineOpen = typeof last === "string" && !last.endsWith("\n")
    return { output: isLineOpen ? [...pieces, "\n"] : pieces, ...verdict(file, failure) }
  },
  missing
}

const verdict = (file: string, failure: ReturnType<typeof replay>["failure"]) =>
  failure === undefined
    ? { code: 0 as const }
    : { complaint: sentence(`${file}: ${failure.message}`), code: exitCodes.byReason[failure._tag] }

const wireOf = (name: string): Effect.Effect<AnyWire, Refused> => {
  const wire = protocols.get(name)
  if (wire !== undefined) return Effect.succeed(wire)
  return refuse(`There is no protocol "${name}"`, `There are: ${[...protocols.keys()].join(", ")}.`)
}

const refuse = (what: string, advice: string) => Effect.fail(new Refused({ kind: "usage", what, advice }))
