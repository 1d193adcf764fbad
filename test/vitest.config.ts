import { defineConfig } from "vitest/config"

/** Tests import the package by its own name and meet its sources. */
const conditions = ["@bifrost/source"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000
  }
})
