/**
 * Loaded before an example: whatever host it asks, the server at `LOOPBACK` answers. So examples stay what a user
 * would write, and nothing leaves this machine.
 */
import { Agent } from "@effect/platform-node/Undici"

const loopback = process.env["LOOPBACK"]
if (loopback === undefined) throw new Error("LOOPBACK is not set")

const dispatch = Agent.prototype.dispatch
Agent.prototype.dispatch = function (options, handler) {
  return dispatch.call(this, { ...options, origin: loopback }, handler)
}
