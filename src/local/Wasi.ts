/**
 * As much of WASI as a command-line program needs that reads its arguments and writes one file: all in memory.
 * Node's own `node:wasi` would print an experimental warning on the user's terminal and need a real directory.
 */

/** What a program left behind. */
export interface Outcome {
  readonly code: number
  readonly file: Uint8Array
  readonly stderr: string
}

const ok = 0
const badFile = 8
const unsupported = 58
const directory = 3 // the preopened `/`
const written = 4 // the one file

class Exit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

/** Runs a WASI program from its start to its end, on this thread. Whatever path it opens is the one file. */
export const run = (program: WebAssembly.Module, args: ReadonlyArray<string>): Outcome => {
  const argv = args.map((arg) => new TextEncoder().encode(`${arg.replaceAll("\0", " ")}\0`))
  let file = new Uint8Array(1 << 16)
  let length = 0
  let position = 0
  let stderr = ""
  let exports: WebAssembly.Exports = {}
  const memory = () => {
    if (exports.memory instanceof WebAssembly.Memory) return new DataView(exports.memory.buffer)
    throw new Error("The program exports no memory")
  }
  const bytes = (at: number, size: number) => new Uint8Array(memory().buffer, at, size)
  const set = (at: number, value: number) => memory().setUint32(at, value, true)

  const append = (part: Uint8Array) => {
    if (position + part.length > file.length) {
      const larger = new Uint8Array(2 * (position + part.length))
      larger.set(file.subarray(0, length))
      file = larger
    }
    file.set(part, position)
    position += part.length
    length = Math.max(length, position)
  }

  const wasi = {
    args_sizes_get: (count: number, size: number) => {
      set(count, argv.length)
      set(
        size,
        argv.reduce((sum, arg) => sum + arg.length, 0)
      )
      return ok
    },
    args_get: (pointers: number, buffer: number) => {
      let at = buffer
      argv.forEach((arg, index) => {
        set(pointers + 4 * index, at)
        bytes(at, arg.length).set(arg)
        at += arg.length
      })
      return ok
    },
    clock_time_get: (_clock: number, _precision: bigint, at: number) => {
      memory().setBigUint64(at, BigInt(Date.now()) * 1_000_000n, true)
      return ok
    },
    fd_prestat_get: (fd: number, at: number) => {
      if (fd !== directory) return badFile
      set(at, 0)
      set(at + 4, 1)
      return ok
    },
    fd_prestat_dir_name: (_fd: number, at: number) => {
      bytes(at, 1).set([47])
      return ok
    },
    fd_fdstat_get: (fd: number, at: number) => {
      bytes(at, 24).fill(0)
      memory().setUint8(at, fd === directory ? 3 : fd === written ? 4 : 2)
      bytes(at + 8, 16).fill(0xff) // all rights
      return ok
    },
    fd_fdstat_set_flags: () => ok,
    path_open: (...call: ReadonlyArray<number | bigint>) => {
      length = position = 0
      set(Number(call[8]), written)
      return ok
    },
    fd_seek: (fd: number, offset: bigint, whence: number, at: number) => {
      if (fd !== written) return unsupported
      position = Number(offset) + (whence === 0 ? 0 : whence === 1 ? position : length)
      memory().setBigUint64(at, BigInt(position), true)
      return ok
    },
    fd_read: (_fd: number, _parts: number, _count: number, at: number) => {
      set(at, 0)
      return ok
    },
    fd_write: (fd: number, parts: number, count: number, at: number) => {
      let sum = 0
      for (let index = 0; index < count; index++) {
        const part = bytes(memory().getUint32(parts + 8 * index, true), memory().getUint32(parts + 8 * index + 4, true))
        if (fd === written) append(part)
        else if (fd === 2) stderr += new TextDecoder().decode(part)
        sum += part.length
      }
      set(at, sum)
      return ok
    },
    fd_close: () => ok,
    proc_exit: (code: number) => {
      throw new Exit(code)
    }
  }

  exports = new WebAssembly.Instance(program, { wasi_snapshot_preview1: wasi }).exports
  let code = 0
  try {
    if (typeof exports._start === "function") exports._start()
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    code = error.code
  }
  return { code, file: file.subarray(0, length), stderr }
}
