/** What the upstream has seen: of one answer, and of connections. Asked over a connection that is then closed. */
import { get } from "node:http"
import type { Asked } from "./upstream.ts"

export const see = (origin: string, id = ""): Promise<Asked> =>
  new Promise((resolve, reject) => {
    const request = get(`${origin}/${id}`, { agent: false }, (response) => {
      let text = ""
      response.on("data", (bytes: Uint8Array) => (text += bytes.toString()))
      response.on("end", () => resolve(JSON.parse(text)))
    })
    request.on("error", reject)
  })
