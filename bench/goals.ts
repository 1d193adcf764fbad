/** What the library promises of its speed: each figure of the bench, and the most it may be. */
export interface Goal {
  readonly figure: string
  readonly atMost: number
  /** "×": of the floor of the same run, if `figures.ts` says nothing else. */
  readonly unit: "×" | "MB" | "kB" | "ms"
}

/** What `npm run bench` asks for. */
export const quick: ReadonlyArray<Goal> = [
  { figure: "burst", atMost: 1.0, unit: "×" },
  { figure: "each", atMost: 0.8, unit: "×" },
  { figure: "100 streams", atMost: 1.5, unit: "×" },
  { figure: "paced", atMost: 1.2, unit: "×" },
  { figure: "first chunk", atMost: 1.5, unit: "×" },
  { figure: "slow reader", atMost: 50, unit: "MB" }
]

/** The feature whose cost has a goal: what it adds to a burst. */
export const together = "retry + timeouts + fallback + account"

/** What `npm run bench:full` asks for besides. */
export const full: ReadonlyArray<Goal> = [
  { figure: "from 10 to 1,000 streams", atMost: 1.3, unit: "×" },
  { figure: "10⁶ chunks, time", atMost: 1.2, unit: "×" },
  { figure: "10⁶ chunks, heap", atMost: 5, unit: "MB" },
  { figure: "responses", atMost: 1.5, unit: "×" },
  { figure: "anthropic", atMost: 1.5, unit: "×" },
  { figure: "gemini", atMost: 1.5, unit: "×" },
  { figure: "speech", atMost: 1.2, unit: "×" },
  { figure: together, atMost: 0.3, unit: "×" },
  { figure: "cancelled socket", atMost: 2, unit: "ms" },
  { figure: "bundle", atMost: 12, unit: "kB" },
  { figure: "start-up", atMost: 1.5, unit: "×" }
]
