/** The flags that the commands share, in groups. A flag that was not given is `undefined`, as in a request. */
import * as Flag from "effect/cli/Flag"
import type * as Command from "effect/cli/Command"
import * as Option from "effect/Option"
import * as durations from "./durations.ts"
import { providers } from "./providers.ts"

/** Off unless given. */
export const toggle = (name: string, what: string): Flag.Flag<boolean> =>
  Flag.Boolean(name).pipe(Flag.withDescription(what), Flag.withDefault(false))

/** Absent unless given. */
export const maybe = <A>(flag: Flag.Flag<A>): Flag.Flag<A | undefined> =>
  Flag.map(Flag.optional(flag), Option.getOrUndefined)

const duration = (name: string, what: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("time"),
    Flag.withDescription(what),
    Flag.mapTryCatch(durations.parse, () => "Expected a time: 500ms, 30s, 2m, 1h, or off"),
    maybe
  )

const names = providers.map(({ name }) => name)

/** Who is asked, how patiently, and how the answer is shown. */
export const asking = {
  provider: Flag.Literals("provider", names).pipe(
    Flag.withAlias("p"),
    Flag.withDescription("Who answers. Default: openai if OPENAI_API_KEY is set or --base-url is given, else local"),
    maybe
  ),
  model: Flag.String("model").pipe(
    Flag.withAlias("m"),
    Flag.withMetavar("name"),
    Flag.withDescription("The model, in the provider's words. Default: see `bifrost providers`"),
    maybe
  ),
  baseUrl: Flag.String("base-url").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription("Another server that speaks the provider's language, as in http://127.0.0.1:8080/v1"),
    Flag.filter(
      (url) => /^https?:\/\//.test(url) && URL.canParse(url),
      () => "Expected a URL that begins with http:// or https://"
    ),
    maybe
  ),
  fallback: Flag.String("fallback").pipe(
    Flag.withMetavar("provider[/model]"),
    Flag.withDescription("Who is asked when the one before cannot answer and nothing was heard; may be repeated"),
    Flag.atLeast(0)
  ),
  retries: Flag.Int("retries").pipe(
    Flag.withMetavar("times"),
    Flag.withDescription("More attempts after a failure that may pass, while nothing was heard. Default: 2"),
    Flag.filter(
      (times) => times >= 0,
      (times) => `Expected 0 or more, not ${times}`
    ),
    Flag.withDefault(2)
  ),
  timeouts: {
    headers: duration("timeout-headers", "Longest wait for the response headers. Default: 30s (transcribe: 5m)"),
    firstContent: duration("timeout-first-content", "Longest wait for the first word or sound. Default: off"),
    idle: duration("timeout-idle", "Longest silence on the wire. Default: 2m"),
    total: duration("timeout-total", "Longest waiting for one attempt in all. Default: off")
  },
  deadline: duration("deadline", "Give up after this, retries and fallbacks included. Default: off"),
  json: toggle("json", "Print the chunks of the answer, one JSON line each"),
  usage: toggle("usage", "Say on standard error who answered, why it ended, what it cost and how long it took")
}
export type Asking = Command.Command.Config.Infer<typeof asking>

/** What every model that writes understands. */
export const writing = {
  temperature: Flag.Finite("temperature").pipe(Flag.withDescription("From 0 (steady) to 2 (wild)"), maybe),
  topP: Flag.Finite("top-p").pipe(
    Flag.withDescription("Only the likeliest tokens that together have this probability, 0 to 1"),
    maybe
  ),
  maxTokens: Flag.Int("max-tokens").pipe(Flag.withDescription("At most so many output tokens"), maybe)
}

/** What the Responses API does not know. */
export const choosing = {
  seed: Flag.Int("seed").pipe(Flag.withDescription("Same seed, same answer, as far as the provider can"), maybe),
  stop: Flag.String("stop").pipe(
    Flag.withMetavar("text"),
    Flag.withDescription("Where to stop; may be repeated"),
    Flag.atLeast(0),
    Flag.map((texts) => (texts.length === 0 ? undefined : texts))
  )
}

/** How to take part in a conversation. */
export const conversing = {
  system: Flag.String("system").pipe(
    Flag.withAlias("s"),
    Flag.withMetavar("text"),
    Flag.withDescription("How the model should behave"),
    maybe
  ),
  effort: Flag.String("effort").pipe(
    Flag.withMetavar("word"),
    Flag.withDescription("How hard a reasoning model should think: minimal, low, medium, high"),
    Flag.map((effort) => ({ effort })),
    maybe
  )
}
