/**
 * A policy is a function from a stream to a stream of the same type. It serves one request
 * (`StreamingProvider.chat(request).pipe(policy)`) or a whole layer (`layer.pipe(Policy.apply(policy))`).
 * What is piped later is outside. What must know the request or the operation is middleware and works on
 * layers. Each policy has a file of its own in `policies/`; this is their namespace.
 */
export * from "./policies/account.ts"
export * from "./policies/circuitBreaker.ts"
export * from "./policies/concurrency.ts"
export * from "./policies/deadline.ts"
export * from "./policies/fallback.ts"
export * from "./policies/hedge.ts"
export * from "./policies/limit.ts"
export * from "./policies/Policy.ts"
export * from "./policies/rateLimit.ts"
export * from "./policies/retry.ts"
export * from "./policies/withModel.ts"
