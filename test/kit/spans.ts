/** A tracer that keeps its spans, and counts how often each was ended. */
import { Exit, Option, Tracer } from "effect"

export class Span extends Tracer.NativeSpan {
  ends = 0
  override end(...ending: Parameters<Tracer.NativeSpan["end"]>) {
    this.ends++
    super.end(...ending)
  }
  /** Its attributes as an object. */
  get told(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.attributes)
  }
  get eventNames(): ReadonlyArray<string> {
    return this.events.map(([name]) => name)
  }
  get parentSpan(): Tracer.AnySpan | undefined {
    return Option.getOrUndefined(this.parent)
  }
}

export const tracer = () => {
  const spans: Array<Span> = []
  return {
    spans,
    tracer: Tracer.make({
      span: (options) => {
        const span = new Span(options)
        spans.push(span)
        return span
      }
    }),
    requests: () => spans.filter(({ name }) => !name.startsWith("attempt ")),
    attempts: () => spans.filter(({ name }) => name.startsWith("attempt "))
  }
}

/** What a span says of its end. */
export const endOf = ({ ends, status, told }: Span) => ({
  ends,
  ending: told["bifrost.ending"],
  error: told["error.type"],
  exit:
    status._tag !== "Ended"
      ? "open"
      : Exit.isSuccess(status.exit)
        ? "ok"
        : Exit.hasInterrupts(status.exit)
          ? "interrupted"
          : "failed"
})
export const whole = { ends: 1, ending: "whole", error: undefined, exit: "ok" }
export const failed = (error: string) => ({ ends: 1, ending: "failed", error, exit: "failed" })
export const left = { ends: 1, ending: "left", error: undefined, exit: "ok" }
export const interrupted = { ends: 1, ending: "interrupted", error: undefined, exit: "interrupted" }
