/** A tracer that keeps its spans, and counts how often each was ended. */
import { Option, Tracer } from "effect"

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
