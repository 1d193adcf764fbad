/** Finds the optional npm packages of an engine, or says which ones to install. Not an installer. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** Optional packages that an engine needs and that cannot be resolved from here. */
export class PackageMissing extends Data.TaggedError("PackageMissing")<{
  readonly engine: string
  readonly packages: ReadonlyArray<string>
}> {
  override get message() {
    return `${this.engine} needs ${this.packages.join(", ")}: npm install ${this.packages.join(" ")}`
  }
}

/** From a package name to the URL of its entry; throws when there is none. */
export type Resolve = (specifier: string) => string

/** The entry of each package, or all that are missing at once. Nothing is loaded. */
export const find = <const Name extends string>(
  engine: string,
  names: ReadonlyArray<Name>,
  resolve: Resolve = (specifier) => import.meta.resolve(specifier)
): Effect.Effect<Record<Name, string>, PackageMissing> =>
  Effect.suspend(() => {
    const found: Partial<Record<Name, string>> = {}
    const packages = names.filter((name) => {
      try {
        found[name] = resolve(name)
        return false
      } catch {
        return true
      }
    })
    return isComplete(found, names) ? Effect.succeed(found) : Effect.fail(new PackageMissing({ engine, packages }))
  })

const isComplete = <Name extends string>(
  found: Partial<Record<Name, string>>,
  names: ReadonlyArray<Name>
): found is Record<Name, string> => names.every((name) => found[name] !== undefined)
