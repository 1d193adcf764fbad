/** Deepgram's /speak: a text in, raw audio bytes out. What else is asked stands in the query. */
import * as Result from "effect/Result"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { JsonObject } from "../../schemas/Generation.ts"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { SpeechRequest } from "../../schemas/Speech.ts"
import * as Protocol from "../Protocol.ts"
import * as DeepgramQuery from "./DeepgramQuery.ts"
import * as SpeechBytes from "./SpeechBytes.ts"

const query = (request: SpeechRequest): Result.Result<JsonObject, Reason> =>
  Result.gen(function* () {
    yield* Protocol.refuse(request, { instructions: "choose another voice" })
    const { format, speed } = request
    const encoding = format === undefined ? {} : formats.get(format)
    if (encoding === undefined) {
      return yield* Result.fail(
        new Unsupported({ what: `the format ${format}`, instead: `use ${[...formats.keys()].join(", ")}` })
      )
    }
    return { model: modelOf(request), ...encoding, ...(speed !== undefined && { speed }) }
  })

/** The wire has one name for both: `aura-2` and `thalia-en` are `aura-2-thalia-en`. */
const modelOf = ({ model, voice }: SpeechRequest): string =>
  voice.startsWith(model) ? voice : model.endsWith(voice) ? model : `${model}-${voice}`

const formats = new Map<string, JsonObject>([
  ["mp3", { encoding: "mp3" }],
  ["opus", { encoding: "opus" }],
  ["aac", { encoding: "aac" }],
  ["flac", { encoding: "flac" }],
  ["wav", { encoding: "linear16", container: "wav" }],
  ["pcm", { encoding: "linear16", container: "none" }]
])

export const protocol: Protocol.Protocol<"speech"> = {
  id: "deepgram-speech",
  decoder: SpeechBytes.decoder,
  open: (request, options) =>
    Result.map(query(request), (fields) => ({
      request: HttpClientRequest.post(`/speak${DeepgramQuery.of({ ...fields, ...options })}`).pipe(
        HttpClientRequest.setBody(HttpBody.jsonUnsafe({ text: request.input }))
      ),
      warnings: [],
      decoder: SpeechBytes.decoder
    }))
}
