/** From what was asked to who is asked: the provider, its model, and the others that stand in for it. Loads nothing. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type { Operation } from "../../schemas/Operation.ts"
import type { Asking } from "./flags.ts"
import * as Output from "./Output.ts"
import * as providers from "./providers.ts"
import { Refused } from "./Refused.ts"

export interface Target {
  readonly row: providers.Row
  readonly model: string
}

export interface Choice extends Target {
  readonly fallbacks: ReadonlyArray<Target>
}

export const choose = Effect.fnUntraced(function* (operation: Operation, asking: Asking) {
  const { baseUrl, model } = asking
  const { provider, why } = asking.provider === undefined ? yield* byDefault(baseUrl) : named(asking.provider)
  const { row, ...target } = yield* targetOf(operation, provider, model, "--model")
  if (baseUrl !== undefined && !row.takesBaseUrl) {
    return yield* refuse(`--base-url has no meaning for ${row.name}`, "Leave it out, or use --provider openai.")
  }
  const fallbacks = yield* Effect.forEach(asking.fallback, (text) => {
    const slash = text.indexOf("/")
    return slash < 0
      ? targetOf(operation, text, undefined, `--fallback ${text}/<model>`)
      : targetOf(operation, text.slice(0, slash), text.slice(slash + 1), "--fallback")
  })
  if (why !== undefined) yield* Output.note(`asking ${row.name} (${target.model}), for ${why}; choose with --provider`)
  return { row, ...target, fallbacks } satisfies Choice
})

interface Default {
  readonly provider: string
  readonly why?: string
}

const named = (provider: string): Default => ({ provider })

/** Whoever can be asked at once: an address or a key speaks for OpenAI, and `local` needs neither. */
const byDefault = (baseUrl: string | undefined) =>
  baseUrl !== undefined
    ? Effect.succeed<Default>({ provider: "openai", why: "--base-url is given" })
    : Config.String("OPENAI_API_KEY").pipe(
        Config.withDefault(""),
        Config.map((key): Default =>
          key === ""
            ? { provider: "local", why: "OPENAI_API_KEY is not set" }
            : { provider: "openai", why: "OPENAI_API_KEY is set" }
        )
      )

const targetOf = (operation: Operation, name: string, model: string | undefined, flag: string) => {
  const row = providers.find(name)
  if (row === undefined) {
    const names = providers.providers.map(({ name }) => name).join(", ")
    return refuse(`There is no provider "${name}"`, `There are: ${names}.`)
  }
  const named = model ?? row.models[operation]
  return named === undefined
    ? refuse(`${row.name} has no default model for ${operation}`, `Name one with ${flag}.`)
    : Effect.succeed<Target>({ row, model: named })
}

const refuse = (what: string, advice: string) => Effect.fail(new Refused({ kind: "usage", what, advice }))
