/** Whether what was heard is what should have been; if not, an error that shows where they part. */
import * as Equal from "effect/Equal"

/** Texts are compared first: it is faster by far. */
export const same = (actual: unknown, expected: unknown, what: string): void => {
  const [heard, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (heard === wanted || Equal.equals(actual, expected)) return
  let at = 0
  while (heard?.[at] === wanted?.[at]) at++
  const near = (text: string | undefined) => text?.slice(Math.max(0, at - 200), at + 200)
  throw new Error(`${what}: at ${at}\n  is        ${near(heard)}\n  should be ${near(wanted)}`)
}
