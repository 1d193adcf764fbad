/** What a user's tests import from "effect-bifrost/testing". */
export * as TestProvider from "./TestProvider.ts"
export * as WordErrorRate from "./WordErrorRate.ts"
