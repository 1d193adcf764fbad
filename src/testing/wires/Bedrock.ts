/** What Bedrock's ConverseStream and InvokeModelWithResponseStream have in common, as they are written. */
import type { Said } from "../../wire/Fault.ts"
import * as EventStream from "./EventStream.ts"
import type * as Wire from "./Wire.ts"

/** How AWS names what a status means. */
const names: Readonly<Record<number, string>> = {
  400: "ValidationException",
  402: "ServiceQuotaExceededException",
  403: "AccessDeniedException",
  404: "ResourceNotFoundException",
  429: "ThrottlingException",
  503: "ServiceUnavailableException"
}
const nameOf = (status: number): string => names[status] ?? "InternalServerException"

/** For a path that ends so: `/model/…/converse-stream`. */
export const at = (end: string) => {
  const pattern = new RegExp(`/model/([^/]+)/${end}$`)
  const model = ({ path }: Wire.Asked) => decodeURIComponent(pattern.exec(path)?.[1] ?? "")
  return {
    model,
    operation: "chat" as const,
    isFor: ({ path }: Wire.Asked) => pattern.test(path),
    isStreamed: () => true,
    contentType: () => "application/vnd.amazon.eventstream",
    error: ({ description }: Said) => ({ message: description }),
    errorHeaders: (_: Said, status: number) => ({ "x-amzn-errortype": nameOf(status) }),
    failure: ({ description }: Said, status: number) => {
      const name = nameOf(status)
      return [EventStream.exception(name.charAt(0).toLowerCase() + name.slice(1), { message: description })]
    }
  }
}
