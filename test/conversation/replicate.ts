/**
 * The conversation on Replicate's wire: a prediction is made, and its output is read from a second address, as events
 * of plain text. What it does not document is written in the shape of what it does.
 */
import * as Replicate from "effect-bifrost/protocols/Replicate"
import { question } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const event = (name: string, data: string, at: number) =>
  `event: ${name}\nid: 17600000${at}:0\n${data
    .split("\n")
    .map((line) => `data: ${line}\n`)
    .join("")}\n`
const said = (text: string) => Wire.words(text).map((word, at) => event("output", word, at))
const text = (text: string) => [": hi\n\n", ...said(text), event("done", "{}", 99)]

const sends = { input: { prompt: question } }
const plain = { sends, answers: text(Wire.saying("plain")) }
const error = (status: number, title: string, detail: string, more: object = {}) => ({
  status,
  body: { title, detail, status, ...more },
  says: { description: detail }
})

export const wire = Wire.make<"text">({
  name: "replicate",
  operation: "text",
  protocol: Replicate.protocol,
  path: "/models/m/predictions",
  contentType: "text/event-stream",
  creates: (origin) => ({
    id: "gm3qorzdhgbfurvjtvhg6dckhu",
    model: "m",
    status: "starting",
    error: null,
    urls: {
      get: `${origin}/predictions/gm3`,
      cancel: `${origin}/predictions/gm3/cancel`,
      stream: `${origin}/stream/gm3`
    }
  }),
  silent: {
    usage: "its events have no counts",
    reason: "it does not say why a text ended"
  },
  cells: {
    ...Wire.beyondText,
    plain: { ...plain, sends: { ...sends, stream: true } },
    "length stop": Wire.unsaid("it does not say why a text ended"),
    "content filter": Wire.unsaid("it does not say why a text ended"),
    "Unicode across reads": { sends, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the wire has one answer to a request"),
    cancellation: plain,
    "bad request": error(422, "Input validation failed", "- input: prompt is required\n", {
      invalid_fields: [{ type: "required", field: "input", description: "prompt is required" }]
    }),
    unauthorized: error(401, "Unauthenticated", "You did not pass a valid authentication token"),
    "rate limit": {
      ...error(429, "Too many requests", "Request was throttled. Your rate limit resets in ~2s."),
      headers: { "retry-after": "2" },
      says: { description: "Request was throttled. Your rate limit resets in ~2s.", retryAfterMillis: 2000 }
    },
    quota: error(402, "Insufficient credit", "You have insufficient credit to run this model."),
    overloaded: error(503, "Service unavailable", "The service is temporarily unavailable."),
    "server error": error(500, "Internal server error", "An internal error occurred."),
    "context length": Wire.unsaid("each model fails in words of its own, long after the request was taken"),
    "error inside a 200": {
      sends,
      answers: [
        ...said(Wire.saying("error inside a 200")),
        event("error", '{"detail":"Prediction interrupted; please retry (code: PA)"}', 98),
        event("done", '{"reason":"error"}', 99)
      ],
      says: { description: "Prediction interrupted; please retry (code: PA)" }
    }
  }
})
