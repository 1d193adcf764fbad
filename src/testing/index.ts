/** What a user's tests import from "effect-bifrost/testing". */
export * as Cassette from "./Cassette.ts"
export * as FakeServer from "./FakeServer.ts"
export * as Faults from "./Faults.ts"
export * as HttpFaults from "./HttpFaults.ts"
export * as Laws from "./Laws.ts"
export * as ResponsesRules from "./ResponsesRules.ts"
export * as TestProvider from "./TestProvider.ts"
export * as WordErrorRate from "./WordErrorRate.ts"
