/**
 * The peers, as data: what to install of each, pinned, and which wires its client here reads. `install` puts each into
 * a folder of its own under `.bench/`, outside the project's dependencies.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { WireName } from "./wires.ts"

export interface Peer {
  readonly packages: Readonly<Record<string, string>>
  /** A module that exports what the client in `peers/` needs. */
  readonly entry: string
  readonly wires: ReadonlyArray<WireName>
}

export const peers = {
  openai: {
    packages: { openai: "7.57.0" },
    entry: `export { default as OpenAI } from "openai"`,
    wires: ["chat", "tools", "responses", "largeResponses", "speech"]
  },
  "ai + @ai-sdk/openai": {
    packages: { ai: "7.0.173", "@ai-sdk/openai": "4.0.118", zod: "4.6.7" },
    entry: `export { streamText } from "ai"\nexport { createOpenAI } from "@ai-sdk/openai"`,
    wires: ["chat"]
  },
  "@langchain/openai": {
    packages: { "@langchain/openai": "1.6.0", "@langchain/core": "1.4.0" },
    entry: `export { ChatOpenAI } from "@langchain/openai"`,
    wires: ["chat"]
  },
  "pi-ai": {
    packages: { "@mariozechner/pi-ai": "0.73.1" },
    entry: `export { stream } from "@mariozechner/pi-ai"`,
    wires: ["chat"]
  },
  // does not load with Effect 4.1, whose modules have other names: measured with the beta that it was made for
  "@effect/ai-openai-compat": {
    packages: {
      "@effect/ai-openai-compat": "4.0.0-beta.98",
      "@effect/platform-node": "4.0.0-beta.98",
      "@effect/platform-node-shared": "4.0.0-beta.98",
      effect: "4.0.0-beta.98"
    },
    entry: [
      `export { Effect, Layer, ManagedRuntime, Redacted, Stream } from "effect"`,
      `export { LanguageModel } from "effect/unstable/ai"`,
      `export { OpenAiClient, OpenAiLanguageModel } from "@effect/ai-openai-compat"`,
      `export * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"`
    ].join("\n"),
    wires: ["chat"]
  }
} as const satisfies Readonly<Record<string, Peer>>
export type PeerName = keyof typeof peers
export const isPeer = (name: string): name is PeerName => Object.hasOwn(peers, name)

const folderOf = (name: PeerName): URL => new URL(`../.bench/peers/${name.replace(/[^a-z-]+/g, "-")}/`, import.meta.url)
export const entryOf = (name: PeerName): string => new URL("entry.mjs", folderOf(name)).href

/** Installs a peer where it is not yet, or is another version. Fails as npm does. */
export const install = (name: PeerName): void => {
  const { entry, packages } = peers[name]
  const folder = folderOf(name)
  const manifest = JSON.stringify(
    { private: true, type: "module", dependencies: packages, overrides: packages },
    null,
    2
  )
  const done = new URL("installed.json", folder)
  writeFiles(folder, { "package.json": manifest, "entry.mjs": entry })
  if (existsSync(done) && readFileSync(done, "utf8") === manifest) return
  execFileSync("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund"], {
    cwd: fileURLToPath(folder),
    stdio: ["ignore", "ignore", "inherit"]
  })
  writeFileSync(done, manifest)
}

const writeFiles = (folder: URL, files: Readonly<Record<string, string>>) => {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, folder), text)
}
