/** Gemini's generateContent, as gemini-2.5-flash sent it in 2026: lines end with CRLF, and every event counts tokens. */
import type { Wire } from "../Wire.ts"
import * as Words from "../words.ts"

const responseId = Words.token(22, 4)
const chunk = (text: string, finish: string, count: number): string =>
  `data: {"candidates": [{"content": {"parts": [{"text": ${JSON.stringify(text)}}],"role": "model"},${finish}"index": 0}],` +
  `"usageMetadata": {"promptTokenCount": 9,"candidatesTokenCount": ${count},"totalTokenCount": ${9 + count},` +
  `"promptTokensDetails": [{"modality": "TEXT","tokenCount": 9}]},` +
  `"modelVersion": "gemini-2.5-flash","responseId": "${responseId}"}\r\n\r\n`

export const gemini: Wire = {
  contentType: "text/event-stream",
  head: () => [],
  piece: (i) => chunk(Words.word(i), "", i + 1),
  tail: (count) => [chunk("", '"finishReason": "STOP",', count)],
  heard: Words.lengthOf
}
