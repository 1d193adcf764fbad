/** Forms, whoever wrote them. */
import { assert } from "vitest"
import type * as OpenAi from "../examples/OpenAi.ts"

/** A form's fields and its file, by their names. */
export const formOf = async ({ body, headers }: OpenAi.Asked = assert.fail("not asked")) => {
  const type = headers["content-type"] ?? ""
  const form = await new Response(Buffer.from(String(body), "latin1"), { headers: { "content-type": type } }).formData()
  const fields = await Promise.all(
    [...form].map(async ([name, value]) =>
      value instanceof File ? [name, value.name, value.type, await value.text()] : [name, value]
    )
  )
  return fields.sort((a, b) => String(a).localeCompare(String(b)))
}
