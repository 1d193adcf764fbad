/** How the demo looks: numbered scenes, words that wrap, colour where a terminal shows it and NO_COLOR does not forbid it. */
import { Effect } from "effect"

const { env, stdout } = process
const isColoured = stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb"
const style = (code: number) => (text: string) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text)

export const bold = style(1)
export const dim = style(2)
export const red = style(31)
export const green = style(32)

const margin = "     "
const width = Math.max(50, Math.min(stdout.columns || 100, 100))
let column = 0
/** The word that is still being written: whether it fits is known once it is whole. */
let word = ""

const write = (text: string) => void stdout.write(text)

const put = (text: string): void => {
  for (const piece of text.split(/(\n)/)) {
    if (piece !== "\n" && column + piece.length <= width) {
      write(column === 0 && piece !== "" ? margin + piece : piece)
      column += (column === 0 && piece !== "" ? margin.length : 0) + piece.length
    } else {
      write("\n")
      column = 0
      if (piece !== "\n") put(piece.trimStart())
    }
  }
}

/** A piece of an answer as it arrives: it continues the line, or begins the next where it does not fit. */
export const print = (text: string): Effect.Effect<void> =>
  Effect.sync(() => {
    const words = (word + text).split(/(?=\s)/)
    word = words.pop() ?? ""
    words.forEach(put)
  })

const finish = () => {
  put(word)
  word = ""
  if (column > 0) put("\n")
}

/** A line of its own, in one style or plain; it goes on below where it is too long. */
export const line = (text: string, style = (text: string) => text): Effect.Effect<void> =>
  Effect.sync(() => {
    finish()
    for (const part of wrapped(text)) write(`${margin}${style(part)}\n`)
  })

const wrapped = (text: string): ReadonlyArray<string> => {
  const most = width - margin.length
  if (text.length <= most) return [text]
  const space = text.lastIndexOf(" ", most)
  const at = space > 0 ? space : most
  return [text.slice(0, at), ...wrapped(`  ${text.slice(at).trimStart()}`)]
}

let scenes = 0

/** A scene: what is shown, the code that does it, and then what happens. */
export const scene = <A, E, R>(
  title: string,
  code: string,
  happening: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    write(`\n  ${bold(`${++scenes}  ${title}`)}\n`)
    yield* line(code, dim)
    const result = yield* happening
    finish()
    return result
  })

/** The first line, and the last. */
export const heading = (title: string, ...lines: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.sync(() => write(["", `  ${bold(title)}`, ...lines.map((text) => margin + text), ""].join("\n")))
