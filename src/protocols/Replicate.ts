/** Replicate: a prediction is made, and its output is read from a second address, as events of plain text. */
import * as Result from "effect/Result"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { type Reason, ServerFailed, Unsupported } from "../../schemas/Reason.ts"
import type { TextRequest } from "../../schemas/Text.ts"
import { ReplicatePrediction } from "../../schemas/wire/Replicate.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"
import * as Framing from "../Framing.ts"
import * as Misfit from "../wire/Misfit.ts"
import * as Protocol from "../Protocol.ts"
import * as Answer from "./Answer.ts"
import * as Prompt from "./Prompt.ts"

const encode = (request: TextRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(
      { ...request, n: request.n === 1 ? undefined : request.n, echo: request.echo || undefined },
      {
        n: "send several requests",
        bestOf: "",
        suffix: "",
        logitBias: "",
        echo: "put the prompt before the answer",
        logprobs: ""
      }
    )
    const { model, stop } = request
    const [name, version] = model.split(":")
    return {
      path: version === undefined ? `/models/${name}/predictions` : "/predictions",
      fields: {
        ...(version !== undefined && { version }),
        input: {
          prompt: yield* Prompt.single(request),
          ...Protocol.rename(request, spelling),
          ...(stop !== undefined && { stop_sequences: [stop].flat().join(",") })
        },
        stream: true
      },
      warnings: request.user === undefined ? [] : ["Who is asking is not sent."]
    }
  })

/** As the language models that Replicate keeps take them; others take their own, in `providerOptions`, in `input`. */
const spelling = {
  maxTokens: "max_tokens",
  temperature: "temperature",
  topP: "top_p",
  seed: "seed",
  presencePenalty: "presence_penalty",
  frequencyPenalty: "frequency_penalty"
} as const

const prediction = Decoder.json(ReplicatePrediction, "a prediction")

/** Output is kept at an address of its own, which needs no key (https://replicate.com/docs/topics/predictions/streaming). */
const follow: Protocol.Follow = {
  origins: ["https://stream.replicate.com"],
  request: (created) =>
    Result.gen(function* () {
      const { error, urls } = yield* Result.mapError(prediction(created), (misfit) =>
        Misfit.at("the prediction", misfit)
      )
      const said = error == null ? undefined : Fault.read({ error })
      if (said !== undefined) return yield* Result.fail(Fault.toReason(said))
      if (!urls?.stream) return yield* Result.fail(new Unsupported({ what: "streaming by this model" }))
      return HttpClientRequest.get(urls.stream).pipe(HttpClientRequest.setHeader("accept", "text/event-stream"))
    })
}

interface State {
  readonly answer: Answer.Answer
  ended: boolean
}

/** Half of a text looks whole: an event is one when its blank line has come. */
const framing: Framing.Framing<Framing.SseFrame> = (emit, limits) => {
  let isCut = false
  const { feed, flush } = Framing.sse((frame) => {
    if (!isCut) emit(frame)
  }, limits)
  return {
    feed,
    flush: () => {
      isCut = true
      return flush()
    }
  }
}

const decoder = Decoder.events<"text">()<Framing.SseFrame, Framing.SseFrame, State>({
  operation: "text",
  framing,
  isEnd: () => false,
  event: (frame) => Result.succeed(known.has(frame.event) ? frame : new Decoder.Ignored(frame)),
  failure: ({ data, event }, { requestId }) => {
    if (event === "error") return Fault.toReason(Fault.readBody(data), requestId === undefined ? {} : { requestId })
    return event === "done" && reasonOf(data) === "error"
      ? new ServerFailed({ description: "the prediction failed" })
      : undefined
  },
  initial: (head) => ({ answer: Answer.initial(head), ended: false }),
  start: ({ answer }) => Answer.start(answer),
  step: (state, { data, event }, say) => {
    const { answer } = state
    answer.begun = true
    if (event === "output" && data !== "") say({ _tag: "Text", choice: 0, delta: data })
    if (event !== "done") return
    state.ended = true
    const raw = reasonOf(data)
    if (raw !== undefined) answer.choices.set(0, { reason: "other", raw })
  },
  isDone: ({ ended }) => ended,
  isBegun: ({ answer }) => answer.begun,
  isWhole: ({ ended }) => ended,
  finish: ({ answer }) => Answer.finish(answer)
})

const base = Protocol.make<"text">({ id: "replicate", encode, decoder })

export const protocol: Protocol.Protocol<"text"> = {
  ...base,
  open: (request, options) => Result.map(base.open(request, options), (exchange) => ({ ...exchange, follow }))
}

const known = new Set(["output", "done", "error"])

/** Why it is done, where it is not for having said all. */
const reasonOf = (data: string): string | undefined => /"reason"\s*:\s*"(\w+)"/.exec(data)?.[1]
