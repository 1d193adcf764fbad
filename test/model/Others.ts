/** Rows of the table of policies that hold other stacks, or look at what passes: see `Policies.ts`. */
import { Effect, Stream } from "effect"
import { Policy as P } from "effect-bifrost"
import { isWord, type Stack } from "./Case.ts"
import type { All, Policy } from "./Policies.ts"
import {
  type Allowed,
  beginnings,
  distinct,
  type Failure,
  isFailure,
  type Model,
  silentFailure,
  told
} from "./Reference.ts"

const write = (stacks: ReadonlyArray<Stack>, one: (stack: Stack) => string) => `[${stacks.map(one).join(", ")}]`

/** One kind of fallback for one backup or several. */
const falling = (layers: ReadonlyArray<All>, options: { readonly continue: boolean }): ((primary: All) => All) => {
  const [first, ...more] = layers
  return first === undefined ? (primary) => primary : P.fallback([first, ...more], options)
}

/**
 * The next is asked in silence, where another may do better; with `isContinued` also after words alone. What stands
 * is the failure of who was heard last, else the first's; the others are its attempts, oldest first.
 */
export const fallback = (backups: ReadonlyArray<Stack>, isContinued: boolean): Policy => ({
  code: (one) => `fallback(${write(backups, one)}, ${isContinued})`,
  backups,
  withBackups: (others) => fallback(others, isContinued),
  apply: (layer, { layerOf }) => falling(backups.map(layerOf), { continue: isContinued })(layer),
  allow: ({ ask, id }, { modelOf, operation }) => ({
    id,
    ask: ({ asked, model }) => {
      const mayGoOn = (said: ReadonlyArray<string>) =>
        said.length === 0 || (isContinued && operation === "chat" && said.every(isWord))
      const go = (one: Allowed, failures: ReadonlyArray<Failure>, heard: number): ReadonlyArray<Allowed> => {
        const stands = failures[heard]
        if (stands === undefined) return [one]
        const attempts = [
          ...failures.slice(0, heard).flatMap(told),
          ...stands.attempts,
          ...failures.slice(heard + 1).flatMap(told)
        ]
        const end: Allowed = { ...one, ending: { ...stands, attempts } }
        const next = backups[failures.length - 1]
        if (next === undefined || !stands.isFallbackable || !mayGoOn(one.said)) return [end]
        return modelOf(next)
          .ask({ model, asked: one.asked })
          .flatMap((two): ReadonlyArray<Allowed> => {
            const both: Allowed = {
              ...two,
              said: [...one.said, ...two.said],
              ...(two.atLeast !== undefined && { atLeast: one.said.length + two.atLeast }),
              ...((one.isRaced || two.isRaced) && { isRaced: true }),
              ...((one.isContinued || two.isContinued || one.said.length > 0) && { isContinued: true })
            }
            if (!isFailure(two.ending)) return [both]
            const isSilent = two.said.length === 0
            return go(both, [...failures, two.ending], isSilent ? heard : failures.length)
          })
      }
      return ask({ asked, model }).flatMap((one) => (isFailure(one.ending) ? go(one, [one.ending], 0) : [one]))
    }
  })
})

/**
 * The others are asked too while nobody is heard. Whoever is heard first answers, and the others may have come as far
 * as it goes; when all fail, the first's failure stands. None is asked after a failure where another does no better.
 */
export const hedge = (others: ReadonlyArray<Stack>, millis: number): Policy => ({
  code: (one) => `hedge(${write(others, one)}, ${millis})`,
  backups: others,
  withBackups: (stacks) => hedge(stacks, millis),
  apply: (layer, { layerOf }) => {
    const [first, ...more] = others.map(layerOf)
    return first === undefined ? layer : P.hedge([first, ...more], { after: millis })(layer)
  },
  allow: (inside, { modelOf }) => ({
    id: inside.id,
    ask: ({ asked, model }) => {
      const since = asked.length
      const racers = [inside, ...others.map(modelOf)].map((racer: Model) => distinct(racer.ask({ asked, model })))
      const raced = (way: Allowed, more: ReadonlyArray<string>): Allowed => ({
        ...way,
        asked: [...asked, ...more],
        isRaced: true
      })
      const of = (asked: ReadonlyArray<string>) => asked.slice(since)

      return distinct(
        racers.flatMap((_, last) => {
          const running = racers.slice(0, last + 1)
          const winners = running.flatMap((ways, at) => {
            const rest = running
              .filter((_, index) => index !== at)
              .map((ways) => distinctLists(ways.flatMap((way) => beginnings(way, since)).map(of)))
            return ways
              .filter(({ ending, said }) => said.length > 0 || ending === "whole")
              .flatMap((way) => product(rest).map((more) => raced(way, [...of(way.asked), ...more.flat()])))
          })
          const losers = product(
            running.map((ways) => ways.filter((way) => silentFailure(way) !== undefined || isSilentForEver(way)))
          ).flatMap((ways): ReadonlyArray<Allowed> => {
            const failures = ways.map((way) => silentFailure(way))
            const stands = failures.find((failure) => failure !== undefined)
            const isEveryoneAsked = last === racers.length - 1
            if (!isEveryoneAsked && stands?.isFallbackable !== false) return []
            const more = ways.flatMap((way) => of(way.asked))
            const way: Allowed = { asked: [], said: [], ending: "never" }
            if (failures.includes(undefined) || stands === undefined) return [raced(way, more)]
            const attempts = [
              ...stands.attempts,
              ...failures.slice(1).flatMap((failure) => (failure ? told(failure) : []))
            ]
            return [raced({ ...way, ending: { ...stands, attempts } }, more)]
          })
          return [...winners, ...losers]
        })
      )
    }
  })
})

const isSilentForEver = ({ ending, said }: Allowed) => ending === "never" && said.length === 0

const product = <A>(lists: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<ReadonlyArray<A>> =>
  lists.reduce<ReadonlyArray<ReadonlyArray<A>>>(
    (all, list) => all.flatMap((some) => list.map((one) => [...some, one])),
    [[]]
  )

const distinctLists = (lists: ReadonlyArray<ReadonlyArray<string>>) => [
  ...new Map(lists.map((list) => [list.join(), list])).values()
]

/** Accounts, and counts how often that should be. */
export const counted =
  (counts: { asked: number; entries: number }) =>
  (layer: All): All =>
    layer.pipe(
      P.account(() => Effect.sync(() => void counts.entries++)),
      P.applyMiddleware((service) => ({
        ...service,
        stream: (request) => Stream.suspend(() => (counts.asked++, service.stream(request)))
      }))
    )
