/** Runs the real command as a process of its own. */
import { spawn } from "node:child_process"
import { once } from "node:events"

export interface Ran {
  readonly code: number | null
  readonly out: Buffer
  readonly err: string
}

export const key = "sk-test-0123456789"

/** `heard` is called with all of standard output so far, and may end the process as a person would. */
export const bifrost = async (
  args: ReadonlyArray<string>,
  options: {
    readonly env?: NodeJS.ProcessEnv
    readonly input?: string
    readonly heard?: (out: string, stop: Stop) => void
  } = {}
): Promise<Ran> => {
  const child = spawn(process.execPath, ["--conditions=@bifrost/source", "src/cli/bin.ts", ...args], {
    cwd: new URL("../..", import.meta.url),
    env: { PATH: process.env["PATH"], OPENAI_API_KEY: key, ...options.env }
  })
  const out: Array<Buffer> = []
  let err = ""
  const stop: Stop = { interrupt: () => void child.kill("SIGINT"), closeReader: () => void child.stdout.destroy() }
  child.stdout.on("data", (piece: Buffer) => {
    out.push(piece)
    options.heard?.(Buffer.concat(out).toString(), stop)
  })
  child.stderr.on("data", (piece: Buffer) => (err += piece.toString()))
  child.stdin.end(options.input ?? "")
  const [code] = await once(child, "close")
  return { code, out: Buffer.concat(out), err }
}

export interface Stop {
  readonly interrupt: () => void
  readonly closeReader: () => void
}
