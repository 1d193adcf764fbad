/** What a scripted answer is made of, and how a script becomes one: data only, for every operation alike. */
import type * as Duration from "effect/Duration"
import type { Digest } from "../../schemas/Digest.ts"
import type { ChunkOf, Operation } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"

/** Waits on the clock. Under `TestClock` it waits until the test moves the clock. */
export class Pause {
  readonly duration: Duration.Input
  constructor(duration: Duration.Input) {
    this.duration = duration
  }
}

/** Says nothing more, and never ends. */
export class Hang {}

/** A piece of the answer: a text, or for speech some bytes of audio. */
export interface Content {
  readonly text: string
  readonly chat: string
  readonly responses: string
  readonly speech: Uint8Array
  readonly transcription: string
}

export type Step<O extends Operation> = Content[O] | ChunkOf<O> | Reason | Pause | Hang

/**
 * The steps of one answer. What begins an answer is added where the script does not begin with it, and what ends
 * one where the script neither ends so nor fails: `["Hel", "lo"]` is whole, and so is `[]`.
 */
export type Script<O extends Operation> = ReadonlyArray<Step<O>>

/** How an operation begins, says something and ends. */
export interface Wording<O extends Operation> {
  readonly start: (provider: string, model: string) => ChunkOf<O>
  readonly say: (content: Content[O]) => ChunkOf<O>
  readonly finish: (said: Digest, model: string) => ChunkOf<O>
}

const start = (provider: string, model: string) => ({ _tag: "Start", provider, model, warnings: [] }) as const
const finish = ({ toolCalls }: Digest) => {
  const end = toolCalls.length > 0 ? ({ reason: "tool-calls", raw: "tool_calls" } as const) : stop
  return { _tag: "Finish", choices: [{ index: 0, ...end }] } as const
}
const stop = { reason: "stop", raw: "stop" } as const
const message = { id: "msg_test", type: "message", role: "assistant" }

export const wordings: { readonly [O in Operation]: Wording<O> } = {
  text: { start, say: (delta) => ({ _tag: "Text", choice: 0, delta }), finish },
  chat: { start, say: (delta) => ({ _tag: "Text", choice: 0, delta }), finish },
  responses: {
    start: (_, model) => ({ type: "response.created", response: { id: "resp_test", model, status: "in_progress" } }),
    say: (delta) => ({
      type: "response.output_text.delta",
      item_id: message.id,
      output_index: 0,
      content_index: 0,
      delta
    }),
    finish: ({ text }, model) => ({
      type: "response.completed",
      response: {
        id: "resp_test",
        model,
        status: "completed",
        output: [{ ...message, status: "completed", content: [{ type: "output_text", text, annotations: [] }] }]
      }
    })
  },
  speech: {
    start: (provider, model) => ({ ...start(provider, model), mediaType: "audio/pcm" }),
    say: (data) => ({ _tag: "Audio", data }),
    finish: () => ({ _tag: "Finish", reason: "stop" })
  },
  transcription: {
    start,
    say: (delta) => ({ _tag: "Text", delta }),
    finish: ({ text }) => ({ _tag: "Finish", reason: "stop", text })
  }
}
