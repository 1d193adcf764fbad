/**
 * Amazon Bedrock: chat, and text and Responses through it, with the models of all vendors there
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html). Reads `AWS_REGION`
 * or `AWS_DEFAULT_REGION`, and `AWS_BEARER_TOKEN_BEDROCK`; without that key it signs with the credentials that AWS's
 * own tools find, by the packages `@smithy/signature-v4`, `@aws-crypto/sha256-js` and `@aws-sdk/credential-providers`.
 * For Claude in Anthropic's own words put `BedrockInvokeModel.protocol` into `operations`.
 *
 * Unverified against the live API: written from the types of its SDK 3.1164.0 and from recorded answers, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Aws from "../src/auth/Aws.ts"
import * as Conversion from "../src/Conversion.ts"
import * as BedrockConverse from "../src/protocols/BedrockConverse.ts"
import * as Provider from "../src/Provider.ts"

export const region = Config.orElse(Config.String("AWS_REGION"), () => Config.String("AWS_DEFAULT_REGION"))

/**
 * Signatures instead of a key: `Provider.layer({ ...Bedrock.provider, auth: Bedrock.sigV4(credentials) })`. Default:
 * the credentials that AWS's own tools find.
 */
export const sigV4 = (credentials?: Aws.Credentials) =>
  Aws.sigV4({ service: "bedrock", region, ...(credentials && { credentials }) })

export const provider = Provider.make({
  id: "bedrock",
  baseUrl: Config.map(region, (region) => `https://bedrock-runtime.${region}.amazonaws.com`),
  auth: Auth.orElse(Auth.bearer(Config.Redacted("AWS_BEARER_TOKEN_BEDROCK")), sigV4()),
  operations: {
    chat: BedrockConverse.protocol,
    text: Conversion.textViaChat(BedrockConverse.protocol),
    responses: Conversion.responsesViaChat(BedrockConverse.protocol)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
