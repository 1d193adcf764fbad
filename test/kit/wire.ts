/** OpenAI's chat wire, as short as it gets. */
export const question = { model: "m", messages: [{ role: "user", content: "hi" }] } as const

/** Server-sent events: objects as JSON, strings as they are. */
export const data = (...events: ReadonlyArray<unknown>): string =>
  events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("")

export const say = (content: string) => ({ model: "m-1", choices: [{ delta: { content } }] })
export const stop = { model: "m-1", choices: [{ delta: {}, finish_reason: "stop" }] }
export const ping = ": ping\n\n"

/** A whole answer. */
export const hello = data(say("Hel"), say("lo"), stop, "[DONE]")
