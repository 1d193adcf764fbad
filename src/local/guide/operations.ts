/** What the guide knows of the five operations and of what streams out of them. */
import type { Section } from "../Guide.ts"

export const operations: ReadonlyArray<Section> = [
  {
    id: "about",
    asks: ["What is effect-bifrost?", "What is this library for?", "What can Bifrost do?", "Give me an overview"],
    says: `effect-bifrost streams AI answers in Effect 4. A provider is a Layer, a request returns
Stream<Chunk, BifrostError>, and there are five operations: text, chat, responses, speech and transcription.
Timeouts are scoped, cancellation is interruption, and every chunk has passed a schema.`,
    code: `StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] })`
  },
  {
    id: "stream",
    asks: [
      "How do I stream an answer?",
      "How do I print tokens as they arrive?",
      "How do I read the chunks of a stream?",
      "How do I show a response live in the terminal?"
    ],
    says: `Every operation returns an Effect Stream. Run it with Stream.runForEach and look at each chunk's _tag:
Text chunks carry a delta, the last chunk is Finish. Nothing is sent before the stream runs.`,
    code: `Stream.runForEach(answer, (chunk) => (chunk._tag === "Text" ? Console.log(chunk.delta) : Effect.void))`
  },
  {
    id: "chunks",
    asks: ["Which chunks are there?", "What kinds of chunk does a chat stream have?", "What are Start and Finish?"],
    says: `Start comes first and says who answers; Finish comes last and holds the finish reasons and the usage.
Between them a chat stream has Text, Reasoning, Refusal, ToolCall, Audio, File, Citation and Other. Responses has
the standard's own events instead, from response.created to response.completed.`
  },
  {
    id: "collect",
    asks: [
      "How do I get the whole answer at once?",
      "How do I collect a stream into one string?",
      "How do I wait for the complete response without streaming?"
    ],
    says: `Pipe the stream into Collect, which has one function for each operation. It gives text, tool calls,
finish reason and usage together, and what had arrived stands in the error's partial where it fails.`,
    code: `const { text, usage } = yield* StreamingProvider.chat(request).pipe(Collect.chat)`
  },
  {
    id: "chat",
    asks: ["How do I chat?", "How do I send messages?", "How do I set a system prompt?", "Which roles are there?"],
    says: `StreamingProvider.chat takes a model and messages. The roles are system, developer, user, assistant
and tool; content is a string or an array of parts.`,
    code: `StreamingProvider.chat({ model, messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Hi" }] })`
  },
  {
    id: "history",
    asks: [
      "How do I keep the conversation history?",
      "How do I ask a follow-up question?",
      "How do I do several turns with memory?"
    ],
    says: `Providers remember nothing: send the whole conversation each time. A collected answer has a message
that goes back into messages unchanged, with reasoning signatures and tool calls in it.`,
    code: `messages: [...messages, answer.message, { role: "user", content: "And then?" }]`
  },
  {
    id: "text",
    asks: ["How do I complete a text?", "How do I do plain text completion of a prompt?", "Is there autocomplete?"],
    says: `StreamingProvider.text continues a prompt, or several at once, without roles or tools.
Chunks are Start, Text and Finish.`,
    code: `StreamingProvider.text({ model: "gpt-3.5-turbo-instruct", prompt: "A for apple and B for" })`
  },
  {
    id: "responses",
    asks: [
      "How do I use the Responses API?",
      "What are responses events?",
      "What is the difference between chat and responses?"
    ],
    says: `StreamingProvider.responses gives the events of the Responses API verbatim, the very objects that the
provider sent: response.created, response.output_text.delta and so on to response.completed. Switch on type.`,
    code: `StreamingProvider.responses({ model: "gpt-4o-mini", input: "Tell me a story" })`
  },
  {
    id: "speech",
    asks: [
      "How do I make speech from text?",
      "How do I read text aloud with text to speech?",
      "How do I do TTS?",
      "Which audio formats can speech have?"
    ],
    says: `StreamingProvider.speech gives Audio chunks while the speech is made; joined they are the file.
The format is mp3, opus, aac, flac, wav or pcm, as the provider offers. Write it to disk with AudioFile.sink.`,
    code: `StreamingProvider.speech({ model: "tts-1", voice: "alloy", input: "Hello" }).pipe(Stream.run(AudioFile.sink("hello.mp3")))`
  },
  {
    id: "voices",
    asks: ["Which voices are there?", "How do I choose a voice?", "Can it sound like a woman or a man?"],
    says: `OpenAI has alloy, echo, fable, onyx, nova and shimmer among others; any name a provider knows may be
given. The Local layer speaks with slt, rms, awb, kal16 and kal, and says in Start.warnings which of them stands in
for a voice it does not have.`,
    code: `StreamingProvider.speech({ model: "local", voice: "awb", input: "Good morning" })`
  },
  {
    id: "audio-file",
    asks: [
      "How do I save audio to a file?",
      "How do I write an mp3 or wav to disk?",
      "How do I buffer audio before saving?",
      "Does it overwrite an existing file?"
    ],
    says: `AudioFile.sink(path) writes speech while it arrives, every second or mebibyte, and leaves a complete,
closed file on success, failure and interruption alike. It never replaces a file unless you set overwrite.`,
    code: `Stream.run(speech, AudioFile.sink("hello.wav", { flushEvery: "1 second", overwrite: true }))`
  },
  {
    id: "transcription",
    asks: [
      "How do I transcribe audio?",
      "How do I turn speech into text?",
      "How do I recognise a recording with whisper?",
      "How do I send an audio file?"
    ],
    says: `StreamingProvider.transcription takes the audio as bytes or as a stream of bytes; AudioFile.read makes
it from a path. Text deltas come as words are recognised, and Finish holds the whole text.`,
    code: `Effect.map(AudioFile.read("hello.wav"), (audio) => StreamingProvider.transcription({ model: "whisper-1", ...audio }))`
  },
  {
    id: "usage",
    asks: ["How many tokens did it use?", "Where is the token usage?", "What does an answer cost?", "Count tokens"],
    says: `Usage is in the Finish chunk, and nowhere else: input, output, total, cachedInput and reasoning, with
the provider's own object in usage.raw. It is absent where the provider reported none; zeros are never invented.`,
    code: `const { usage } = yield* StreamingProvider.chat(request).pipe(Collect.chat)`
  },
  {
    id: "finish-reason",
    asks: ["Why did the answer stop?", "What is the finish reason?", "How do I limit the length with maxTokens?"],
    says: `Finish.choices has a reason for each choice: stop, length, tool-calls, content-filter, error or other,
with the provider's own word in raw. maxTokens ends an answer with length, a stop sequence with stop.`,
    code: `StreamingProvider.chat({ ...request, maxTokens: 200, stop: ["\\n\\n"] })`
  }
]
