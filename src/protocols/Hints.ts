/**
 * What a chat request says and an answer does not hang on: where a wire has no place for it, it is left out and
 * the caller is told so. Anything else that a wire cannot say is refused.
 */
import type { ChatRequest } from "../../schemas/Chat.ts"
import type { InputPart, Message } from "../../schemas/Content.ts"

export type Hint = keyof typeof table

const table = {
  user: { isGiven: ({ user }) => user !== undefined, warning: "Who is asking is not sent." },
  cacheKey: { isGiven: ({ promptCache }) => promptCache?.key !== undefined, warning: "The cache key is not sent." },
  cacheRetention: {
    isGiven: ({ promptCache }) => promptCache?.retention !== undefined,
    warning: "How long to cache the prompt is not sent."
  },
  names: {
    isGiven: ({ messages }) => messages.some((message) => "name" in message && message.name !== undefined),
    warning: "The names of speakers are not sent."
  },
  fileNames: {
    isGiven: ({ messages }) => parts(messages).some((part) => part.type === "file" && part.name !== undefined),
    warning: "The names of files are not sent."
  },
  imageDetail: {
    isGiven: ({ messages }) =>
      parts(messages).some(
        ({ type, ...part }) => type === "image" && "detail" in part && (part.detail ?? "auto") !== "auto"
      ),
    warning: "How closely to look at images is not sent."
  }
} as const satisfies Record<string, { readonly isGiven: (request: ChatRequest) => boolean; readonly warning: string }>

/** A sentence for each of these hints that the request gives. */
export const warnings = (request: ChatRequest, unsaid: ReadonlyArray<Hint>): ReadonlyArray<string> =>
  unsaid.filter((hint) => table[hint].isGiven(request)).map((hint) => table[hint].warning)

const parts = (messages: ReadonlyArray<Message>): ReadonlyArray<InputPart> =>
  messages.flatMap((message) =>
    (message.role === "user" || message.role === "tool") && typeof message.content !== "string" ? message.content : []
  )
