/** A layer's chat as it writes requests: the body of one, and what a field of it adds to that of a plain question. */
import type { ChatRequest } from "effect-bifrost"
import type * as Protocol from "../../src/Protocol.ts"
import type * as Provider from "../../src/Provider.ts"
import { sentJson } from "./fixture.ts"

export const question: ChatRequest = { model: "m", messages: [{ role: "user", content: "hi" }] }

export type Chats = { readonly provider: Provider.Provider<"chat"> }
export const chatOf = ({ provider }: Chats): Protocol.Protocol<"chat"> => {
  const row = provider.operations.chat
  return "protocol" in row ? row.protocol : row
}
export const bodyOf = (layer: Chats, asked: Partial<ChatRequest>) => {
  const body = sentJson(chatOf(layer), { ...question, ...asked })
  return typeof body === "object" && body !== null ? { ...body } : {}
}
/** What a request adds to the body of a plain question. */
export const added = (layer: Chats, asked: Partial<ChatRequest>): object => {
  const plain = JSON.stringify(Object.entries(bodyOf(layer, {})))
  return Object.fromEntries(
    Object.entries(bodyOf(layer, asked)).filter(([name, value]) => !plain.includes(JSON.stringify([name, value])))
  )
}
