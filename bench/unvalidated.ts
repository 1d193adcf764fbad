/**
 * What validation costs is what is saved here: the library with a protocol that parses every event of a chat, takes
 * it for what it should be, and makes text of it and nothing else. To be compared with `decode: { memo: false }`.
 */
import { Result } from "effect"
import { Auth, type ChatChunk, Decoder, Framing, Protocol, Provider } from "effect-bifrost"

interface Event {
  readonly choices: ReadonlyArray<{
    readonly delta: { readonly content?: string }
    readonly finish_reason: string | null
  }>
}
interface State {
  readonly head: Decoder.Head
  ended: boolean
}
const finish: ChatChunk = { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: "stop" }] }

const protocol = Protocol.make<"chat">({
  id: "unvalidated",
  encode: ({ messages, model }) =>
    Result.succeed({
      path: "/v1/chat/completions",
      fields: { model, messages: messages.map(({ role }) => ({ role, content: "hi" })), stream: true }
    }),
  decoder: Decoder.events<"chat">()<Framing.SseFrame, Event, State>({
    operation: "chat",
    framing: Framing.sse,
    isEnd: ({ data }) => data === "[DONE]",
    event: ({ data }) => Result.succeed(JSON.parse(data) as Event),
    failure: () => undefined,
    initial: (head) => ({ head, ended: false }),
    start: ({ head }) => Decoder.start(head),
    step: (state, { choices }, say) => {
      const [choice] = choices
      if (choice?.delta.content) {
        say({ _tag: "Text", choice: 0, delta: choice.delta.content })
      }
      if (choice?.finish_reason != null) state.ended = true
    },
    isDone: () => false,
    isBegun: () => false,
    isWhole: ({ ended }) => ended,
    finish: () => finish
  })
})

export const provider = (origin: string) =>
  Provider.layer(Provider.make({ id: "unvalidated", baseUrl: origin, auth: Auth.none, operations: { chat: protocol } }))
