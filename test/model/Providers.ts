/** The providers of a case: scripted as they are, or over OpenAI's chat wire with a scripted client; all are watched. */
import { Effect, Layer, Stream } from "effect"
import { Policy, Provider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import * as Client from "../kit/client.ts"
import { record } from "../kit/provider.ts"
import { data, stop } from "../kit/wire.ts"
import { nameOf, type Piece, type Provider as ProviderCase, type Script } from "./Case.ts"
import { faults } from "./Faults.ts"
import type { All } from "./Policies.ts"

/** One request that reached a provider. */
export interface Attempt {
  readonly by: string
  isRunning: boolean
  /** On the clock. */
  endedAt: number
}

export interface Watched {
  readonly attempts: Array<Attempt>
  readonly sockets: Array<ReadonlyArray<Client.Socket>>
}

export const layerOf = (provider: ProviderCase, watched: Watched): All => {
  const { id, overHttp, scripts } = provider
  const scripted = TestProvider.make(
    {
      chat: scripts.map((script, index) =>
        steps(script, start(id), (at, { kind }) => chatChunk(kind, nameOf(id, index, at, kind)))
      ),
      responses: scripts.map((script, index) =>
        steps(script, created, (at, { kind }) => event(kind, nameOf(id, index, at, kind)))
      ),
      speech: scripts.map((script, index) =>
        steps(script, start(id), (at, { kind }) => new TextEncoder().encode(nameOf(id, index, at, kind)))
      )
    },
    id
  ).layer
  const all: All = overHttp ? Layer.merge(scripted, http(provider, watched)) : scripted
  return all.pipe(watch(watched))
}

const watch = (watched: Watched) =>
  Policy.applyMiddleware((service) => ({
    ...service,
    stream: (request) =>
      Stream.suspend(() => {
        const attempt: Attempt = { by: `${service.provider}/${request.model}`, isRunning: true, endedAt: Infinity }
        watched.attempts.push(attempt)
        return Stream.ensuring(
          service.stream(request),
          Effect.clockWith((clock) =>
            Effect.sync(() => {
              attempt.isRunning = false
              attempt.endedAt = clock.currentTimeMillisUnsafe()
            })
          )
        )
      })
  }))

const start = (provider: string) => ({ _tag: "Start", provider, model: "m", warnings: [] }) as const
const created = { type: "response.created", response: { id: "r", model: "m", status: "in_progress" } } as const

const steps = <A, B>({ after, end, isEarly, pieces }: Script, start: B, say: (at: number, piece: Piece) => A) => [
  ...(isEarly ? [start] : []),
  ...pieces.flatMap((piece, at) => [TestProvider.pause(piece.after), say(at, piece)]),
  TestProvider.pause(after),
  ...(end === "whole" ? [] : [end === "hang" ? TestProvider.hang : faults[end].reason])
]

const chatChunk = (kind: Piece["kind"], delta: string) => {
  if (kind === "call") return { _tag: "ToolCall", choice: 0, index: 0, delta } as const
  return { _tag: kind === "word" ? "Text" : "Reasoning", choice: 0, delta } as const
}

const event = (kind: Piece["kind"], delta: string) => {
  const place = { item_id: "i", output_index: 0, delta }
  if (kind === "call") return { type: "response.function_call_arguments.delta", ...place } as const
  const type = kind === "word" ? "response.output_text.delta" : "response.reasoning_text.delta"
  return { type, content_index: 0, ...place } as const
}

/** The same script as an answer of OpenAI's chat wire. */
const http = ({ id, scripts }: ProviderCase, watched: Watched) => {
  const { layer, sockets } = Client.client(...scripts.map((script, index) => answer(id, index, script)))
  watched.sockets.push(sockets)
  return Provider.layer({ ...record, id }).pipe(Layer.provide(layer), Layer.orDie)
}

const answer = (id: string, index: number, script: Script): Client.Answer => {
  const { after, end, isEarly, pieces } = script
  const fault = end === "whole" || end === "hang" ? undefined : faults[end]
  if (pieces.length === 0 && fault?.status !== undefined) {
    const { headers = {}, said = "", status } = fault
    return { after, status, headers, body: said.replace("data: ", "") }
  }
  const isJoined = script.isJoined && pieces.length > 1 && end !== "whole" && end !== "hang" && after === 0
  const role = isEarly ? [[0, data({ model: "m-1", choices: [{ delta: { role: "assistant" } }] })] as const] : []
  const texts = pieces.map(({ after, kind }, at) => [after, wire(kind, nameOf(id, index, at, kind))] as const)
  const last = end === "whole" ? data(stop, "[DONE]") : fault?.said
  const ending = end === "reset" ? Stream.fail(new Error("reset")) : Stream.empty
  if (isJoined) {
    // with nothing more to say, the last event lacks the empty line after it
    const [lastAfter, lastText] = texts.at(-1) ?? [0, ""]
    const joined = [lastAfter, last === undefined ? lastText.trimEnd() : lastText + last] as const
    return { body: Stream.concat(Client.paced(...role, ...texts.slice(0, -1), joined), ending) }
  }
  const rest = last === undefined ? ending : Stream.make(last)
  return {
    body: Stream.concat(
      Client.paced(...role, ...texts),
      end === "hang" ? Stream.never : Stream.unwrap(Effect.as(Effect.sleep(after), rest))
    )
  }
}

const wire = (kind: Piece["kind"], text: string): string => {
  const call = { tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: text } }] }
  const delta = kind === "word" ? { content: text } : kind === "thought" ? { reasoning_content: text } : call
  return data({ model: "m-1", choices: [{ delta }] })
}
