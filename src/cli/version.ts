/** The version of this package, read from its own package.json: sources and build stand at different depths. */
import { createRequire } from "node:module"

const manifest: { readonly version: string } = createRequire(import.meta.url)("effect-bifrost/package.json")

export const version = manifest.version
