/** What the library promises of its speed: each figure of the bench, and the most it may be. */
export interface Goal {
  readonly figure: string
  readonly atMost: number
  /** "×": of the floor of the same run. */
  readonly unit: "×" | "MB" | "kB" | "ms"
  /** Whether the quick bench measures it. */
  readonly quick: boolean
}

export const goals = [
  { figure: "burst", atMost: 1.0, unit: "×", quick: true },
  { figure: "each", atMost: 0.8, unit: "×", quick: true },
  { figure: "100 streams", atMost: 1.5, unit: "×", quick: true },
  { figure: "paced", atMost: 1.2, unit: "×", quick: true },
  { figure: "first chunk", atMost: 1.5, unit: "×", quick: true },
  { figure: "slow reader", atMost: 50, unit: "MB", quick: true }
] as const satisfies ReadonlyArray<Goal>
