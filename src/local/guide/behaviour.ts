/** What the guide knows of failures, clocks, recovery, tools and tests. */
import type { Section } from "../Guide.ts"

export const behaviour: ReadonlyArray<Section> = [
  {
    id: "errors",
    asks: [
      "How do I handle errors?",
      "How do I catch a failure?",
      "What can go wrong?",
      "Which errors can happen?",
      "What is a BifrostError?",
      "Which error reasons exist?"
    ],
    says: `There is one error, BifrostError, with a named reason: RateLimited, Unauthorized, TimedOut, Truncated and
so on. Catch one by name; isRetryable and isFallbackable say what may help, origin says who failed.`,
    code: `Effect.catchReason("BifrostError", "RateLimited", ({ retryAfterMillis }) => wait(retryAfterMillis))`
  },
  {
    id: "retry",
    asks: ["How do I retry?", "How do I try again after a failed request?", "What about backoff and Retry-After?"],
    says: `Policy.retry asks the same provider again, after 500 ms doubling up to 5 s with jitter; a provider's
Retry-After wins. It works only while nothing was heard: what was said is never said twice. It takes a Schedule too.`,
    code: `OpenAI.layer.pipe(Policy.apply(Policy.retry({ times: 3 })))`
  },
  {
    id: "fallback",
    asks: [
      "How do I fall back to another provider?",
      "How do I add a fallback or backup?",
      "What happens when a provider is down?",
      "How does failover work?"
    ],
    says: `Policy.fallbackTo asks another layer when the first fails before anything was heard, and where another
may do better. Start.provider says who answered; when all fail, the primary's error stands, with the others in
attempts.`,
    code: `OpenAI.layer.pipe(Policy.fallbackTo(Local.layer))`
  },
  {
    id: "timeouts",
    asks: [
      "How do I set a timeout?",
      "Which timeouts are there?",
      "What if the provider stalls or is too slow?",
      "What are the idle, headers and first content clocks?"
    ],
    says: `Four clocks run only while we wait for the provider: headers (30 s), firstContent (off), idle (2 min) and
total (off). Set them for anything inside a stream or an effect; the nearest setting wins. A slow consumer trips none.`,
    code: `StreamingProvider.chat(request).pipe(Timeouts.set({ idle: "5 seconds" }))`
  },
  {
    id: "deadline",
    asks: [
      "How do I set a deadline?",
      "How do I stop a stream after 30 seconds whatever happens?",
      "How do I limit the total wall clock time?"
    ],
    says: `Policy.deadline is your own limit: wall clock, around retries, fallbacks and slow consumption. At the
limit everything inside is closed and the stream fails with TimedOut, phase "deadline".`,
    code: `StreamingProvider.chat(request).pipe(Policy.deadline("30 seconds"))`
  },
  {
    id: "cancel",
    asks: [
      "How do I cancel a request?",
      "How do I stop or abort a stream?",
      "How do I interrupt an answer?",
      "Does cancelling close the socket?"
    ],
    says: `Cancellation is interruption: interrupt the fiber, take fewer chunks, or close the scope. The provider's
socket is closed at once, and it is never an error.`,
    code: `const fiber = yield* Effect.forkChild(Stream.runDrain(answer)); yield* Fiber.interrupt(fiber)`
  },
  {
    id: "policies",
    asks: [
      "What is a policy?",
      "In which order do policies apply?",
      "How do I write my own policy or middleware?",
      "How do I apply a policy to a whole layer?"
    ],
    says: `A policy is a function from a stream to a stream of the same type. It serves one request with pipe, or a
whole layer with Policy.apply; what is piped later is outside. What must know the request is middleware:
Policy.applyMiddleware.`,
    code: `OpenAI.layer.pipe(Policy.apply(Policy.retry({ times: 2 })), Policy.apply(Policy.deadline("1 minute")))`
  },
  {
    id: "rate-limits",
    asks: ["How do I see rate limits?", "How do I read response headers or the request id?", "What does 429 do?"],
    says: `Start.rateLimit and Start.requestId come from the response headers; ResponseHead.observe hears of them
for every operation. A 429 is the reason RateLimited, with retryAfterMillis where the provider said when.`,
    code: `answer.pipe(ResponseHead.observe((head) => Effect.log(head.requestId)))`
  },
  {
    id: "tools",
    asks: [
      "How do I call tools?",
      "How do I let the model use functions?",
      "How does tool or function calling work?",
      "How do I send a tool result back?"
    ],
    says: `Give tools with a name and parameters: a JSON Schema or an Effect Schema. Calls stream as ToolCall chunks;
Collect.chat gives them whole with parsed input. Answer with a tool message and ask again.`,
    code: `messages: [...messages, answer.message, { role: "tool", toolCallId: call.id, content: result }]`
  },
  {
    id: "structured-output",
    asks: [
      "How do I get JSON?",
      "How do I get structured output by a schema?",
      "How do I decode an answer as a type?",
      "What is responseFormat?"
    ],
    says: `Set responseFormat to "json", or to a schema: JSON Schema or an Effect Schema. With an Effect Schema
Collect.as gives the answer decoded as its type, or fails with the text in partial.`,
    code: `StreamingProvider.chat({ ...request, responseFormat: { schema: Recipe } }).pipe(Collect.chat, Collect.as(Recipe))`
  },
  {
    id: "multimodal",
    asks: [
      "How do I send an image?",
      "How do I attach a picture, a file or audio to a message?",
      "Is vision supported?"
    ],
    says: `A user message's content may be parts: text, image, audio and file, each by URL, by bytes, or by the
provider's file id. What a wire cannot carry fails with Unsupported before anything is sent.`,
    code: `content: [{ type: "text", text: "What is this?" }, { type: "image", source: { url } }]`
  },
  {
    id: "reasoning",
    asks: ["How do I see the model's reasoning?", "How do I set thinking effort or budget?"],
    says: `reasoning sets effort, budgetTokens and summary. What a provider shows of its thoughts streams as
Reasoning chunks, and signatures are kept in the collected message so that the next turn can give them back.`,
    code: `StreamingProvider.chat({ ...request, reasoning: { effort: "low", summary: "auto" } })`
  },
  {
    id: "test",
    asks: [
      "How do I test my code?",
      "How do I write unit tests with TestClock?",
      "How do I mock a provider?",
      "Is there a fake provider for tests?"
    ],
    says: `effect-bifrost/testing has a provider that follows a script: texts, chunks, pauses, failures and silence.
It remembers what it was asked, and waits on Effect's Clock, so TestClock makes every timeout exact.`,
    code: `const { layer } = TestProvider.make({ chat: [["Hel", TestProvider.pause("5 seconds"), "lo"]] })`
  },
  {
    id: "backpressure",
    asks: ["What happens when I read slowly?", "Is there backpressure?", "How much memory does a long stream take?"],
    says: `A stream reads from the socket only when you pull. A slow consumer holds the provider back, memory stays
bounded, and no clock of the provider runs meanwhile.`
  }
]
