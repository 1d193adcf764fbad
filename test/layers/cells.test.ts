/**
 * Each provider and each operation that it serves, by its own address and key, against a vendor on 127.0.0.1: the
 * request as it is sent (a snapshot), the answer as it is decoded, an error body, an answer cut short.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Result, Stream } from "effect"
import { type Operation, operations, type RequestOf } from "effect-bifrost/schemas/Operation"
import { HttpClient, HttpClientRequest } from "effect/http"
import { rows } from "../../src/cli/capabilities.ts"
import { find } from "../../src/cli/providers.ts"
import { get } from "../../src/StreamingProvider.ts"
import * as OpenAi from "../examples/OpenAi.ts"
import * as Vendor from "./vendor.ts"

const requests: { readonly [O in Operation]: RequestOf<O> } = {
  text: { model: "m", prompt: "Hello", maxTokens: 5 },
  chat: {
    model: "m",
    messages: [
      { role: "developer", content: "Be brief." },
      { role: "user", content: "Hello" }
    ],
    maxTokens: 5
  },
  responses: { model: "m", input: "Hello", maxTokens: 5 },
  speech: { model: "m", input: "Hello", voice: "v" },
  transcription: { model: "m", audio: Uint8Array.of(0xff, 0xfb, 1, 2) }
}

/** Every request goes to the server, its own address as the beginning of the path. */
const client = (url: string) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.mapRequest((request) =>
        HttpClientRequest.setUrl(request, request.url.replace(/^https?:\/\//, `${url}/`))
      )
    )
  ).pipe(Layer.provide(NodeHttpClient.layerUndici))

const secret = "sk-test"
const settings = {
  AZURE_OPENAI_ENDPOINT: "https://asgard.openai.azure.com/",
  DATABRICKS_HOST: "https://asgard.dbx.com"
}

/** What a provider's member makes of what a vendor answers, and what it asked. */
const ask = <O extends Operation>(name: string, operation: O, play: OpenAi.Play) =>
  Effect.gen(function* () {
    const row = find(name) ?? assert.fail(name)
    const { layer } = yield* Effect.promise(() => row.load(undefined))
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => OpenAi.serve(play)),
      (server) => Effect.promise(() => server[Symbol.asyncDispose]())
    )
    const env = { ...settings, CLOUDFLARE_ACCOUNT_ID: "account", AWS_REGION: "eu-west-1", [row.key ?? ""]: secret }
    const context = yield* Layer.build(
      layer.pipe(Layer.provide([client(server.url), ConfigProvider.layer(ConfigProvider.fromUnknown(env))]))
    )
    const service = get(context, operation) ?? assert.fail(`no ${operation}`)
    const fold = operations[operation].fold()
    const heard: Array<boolean> = []
    const result = yield* Effect.result(
      Stream.runForEach(service.stream(requests[operation]), (chunk) =>
        Effect.sync(() => {
          fold.add(chunk)
          heard.push(operations[operation].isLast(chunk))
        })
      )
    )
    const [asked] = server.asked
    return { result, heard, answer: fold.answer(), asked: asked ?? assert.fail("nothing was asked") }
  })

const sentOf = ({ body, headers, path }: OpenAi.Asked) => ({
  path,
  key: Object.entries(headers)
    .find(([, value]) => String(value).includes(secret))
    ?.join(": "),
  body: typeof body === "string" ? [...body.matchAll(/name="(\w+)"/g)].map(([, name]) => name) : body
})

const table = (await rows()).filter(({ provider }) => provider !== "local")
const isOperation = (name: string): name is Operation => name in operations

it("there is a row for each provider", () => assert.isAbove(table.length, 35))

describe.each(table)("$provider", ({ operations: served, provider }) => {
  it.live.each(Object.keys(served).filter(isOperation))("%s", (operation) =>
    Effect.gen(function* () {
      const whole = yield* ask(
        provider,
        operation,
        ({ path }) => Vendor.at(path, operation)?.whole() ?? OpenAi.error(404, "?")
      )
      const wire = Vendor.at(whole.asked.path, operation)
      if (wire === undefined) return // a wire with table tests of its own
      expect(sentOf(whole.asked)).toMatchSnapshot()
      if (Result.isFailure(whole.result)) throw whole.result.failure
      assert.isTrue(whole.heard.at(-1))
      assert.strictEqual(whole.heard.filter((isLast) => isLast).length, 1)
      assert.isDefined(whole.answer)

      const refused = yield* ask(provider, operation, () => OpenAi.error(429, "Slow down", { "retry-after": "2" }))
      const { reason } = Result.getOrThrow(Result.flip(refused.result))
      assert.deepInclude(reason, { _tag: "RateLimited", description: "Slow down", retryAfterMillis: 2000 })

      const { cut } = wire
      if (cut === undefined) return
      const short = yield* ask(provider, operation, cut)
      assert.strictEqual(Result.getOrThrow(Result.flip(short.result)).reason._tag, "Truncated")
      assert.notInclude(short.heard, true)
    })
  )
})
