/** The soak itself (`npm run soak`), three seconds of it: what it counts adds up, and it ends well only where it does. */
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { promisify } from "node:util"

const root = new URL("..", import.meta.url)
const flags = ["--expose-gc", "--conditions=@bifrost/source", "--disable-warning=ExperimentalWarning"]

describe("soak", () => {
  it("ends well, and its last line is one summary", async () => {
    const env = { PATH: process.env["PATH"], STREAMS: "50", SECONDS: "3" }
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, "bench/soak.ts"], { cwd: root, env })
    const last = stdout.trimEnd().split("\n").at(-1) ?? ""
    const [, started, completed, failed, interrupted] =
      /^soak: 50 streams for 3 s: (\d+) started = (\d+) completed \+ (\d+) failed \+ (\d+) interrupted; nothing left over, nothing said twice$/.exec(
        last
      ) ?? assert.fail(stdout)
    assert.strictEqual(Number(started), Number(completed) + Number(failed) + Number(interrupted))
    assert.isAbove(Number(completed), 0)
  })
})
