#!/usr/bin/env node
// The entry of the `bifrost` command: an old Node hears so in one line, before it loads what it cannot run.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major > 22 || (major === 22 && minor >= 19)) {
  await import("./main.ts")
} else {
  process.stderr.write(`bifrost needs Node 22.19 or newer; this is Node ${process.versions.node}.\n`)
  process.exitCode = 1
}
