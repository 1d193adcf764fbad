/** Every file keeps to the house rules of `architecture.ts` and `shapes.ts`, and every rule is broken by its own example. */
import { globSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { rules } from "./architecture.ts"
import { shapes } from "./shapes.ts"

const files = globSync("{src,schemas,layers,test,examples,bench}/**/*.ts", { cwd: new URL("..", import.meta.url) })

describe("the house rules", () => {
  it("there are files to read", () => {
    expect(files.length).toBeGreaterThan(50)
  })
  for (const { binds, broken, example, name } of [...rules, ...shapes]) {
    it(`every file ${name}`, () => {
      const wrong = files
        .filter(binds)
        .map((file) => [file, broken(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"), file)] as const)
      expect(Object.fromEntries(wrong.filter(([, what]) => what !== undefined))).toEqual({})
    })
    it(`a file that breaks it is seen: ${name}`, () => {
      const [file, source] = example
      expect(binds(file)).toBe(true)
      expect(broken(source, file)).toBeDefined()
    })
  }
  it.each([
    ["const a = b as unknown", true],
    ["const a: any = 1", true],
    ["const a = b!.c", true],
    ["// @ts-ignore", true],
    [`const a = "as any" // as any, any!`, false],
    ["const a = [1] as const", false],
    [`import * as A from "a"\nexport {\n  b as c\n} from "b"`, false],
    ["const a = `as any ${b}`", false],
    ["const a = b !== c && !d", false],
    ["export const as = 1", false]
  ])("tells silenced types from what looks like them: %s", (source, isBroken) => {
    const rule = rules.find(({ name }) => name === "silences no type")
    expect(rule?.broken(source, "src/Auth.ts") !== undefined).toBe(isBroken)
  })
})
