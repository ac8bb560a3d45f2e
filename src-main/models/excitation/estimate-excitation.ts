import { fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { tPValue, tQuantile } from '../../numeric/distributions.ts'
import { falseDiscoveryRates } from '../../numeric/independence-tests.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { chooseDecays } from './choose-decays.ts'
import type { EventHistories } from './event-histories.ts'
import { added, influencesOfUsers, isWatched, type Moments, momentsOfUsers } from './moments.ts'
import { spreadEqualTimes } from './spread-equal-times.ts'
import { squareInverse } from './square-matrix.ts'

/** How one event type excites another. */
export interface Excitation {
  readonly from: string
  readonly to: string
  /** Further events `to` that one event `from` sets off by itself, on average; below 0 where it holds them off. */
  readonly effect: number
  readonly standardError: number
  readonly confidenceInterval: readonly [number, number]
  readonly pValue: number
  /** Benjamini and Hochberg 1995, over all pairs. */
  readonly qValue: number
  /**
   * That the effect is not 0, at most, where one pair in two has one: 1/(1 − e·p·ln p) (Sellke, Bayarri and Berger 2001).
   */
  readonly probability: number
  /** After this long half of what the event sets off has come, in the unit of the times. The same for all causes of one type. */
  readonly halfLife: number
}

export interface ExcitationEstimate {
  readonly pairs: readonly Excitation[]
  readonly users: number
  /** Of `spreadEqualTimes`. */
  readonly tick: number
  readonly tied: number
}

export interface ExcitationOptions {
  /** Chosen from the data, for each type that is excited, where left out. */
  readonly halfLife?: number
  readonly alpha: number
}

const usersPerTask = 250

/**
 * Multivariate Hawkes processes with exponential kernels (Hawkes 1971), every user with base rates of their own, by instrumental
 * moments that those cannot bias (`addMoments`); standard errors clustered by user. Of events at one time neither is taken for the
 * cause by the order of the rows (`spreadEqualTimes`).
 * Throws MODELS_TOO_FEW_HISTORIES, MODELS_EFFECTS_NOT_SEPARABLE.
 */
export async function estimateExcitation(
  logged: EventHistories,
  options: ExcitationOptions,
  parallel: Parallel,
  monitor: Monitor,
): Promise<ExcitationEstimate> {
  const { types } = logged
  const { histories, tick, tied } = spreadEqualTimes(logged)
  let users = 0
  let lasting = 0
  for (let user = 0; user < histories.users; user++) {
    if (!isWatched(histories, user)) continue
    users++
    if (histories.start[user + 1] - histories.start[user] > 1) lasting++
  }
  if (lasting <= types.length + 1) {
    throw fail('MODELS_TOO_FEW_HISTORIES', { users: lasting, needed: types.length + 2 })
  }
  const decays =
    options.halfLife === undefined
      ? await chooseDecays(histories, tick, parallel, partOf(monitor, 0, 0.4))
      : types.map(() => Math.LN2 / options.halfLife!)
  let last: { readonly decay: number; readonly sums: Moments } | null = null
  const momentsAt = async (decay: number): Promise<Moments> => {
    if (last?.decay === decay) return last.sums
    const tasks = userRanges(histories.users).map((range) => ({ ...range, decay }))
    const sums = added(
      await parallel.map(momentsOfUsers, histories, tasks, () => monitor.check()),
      types.length,
    )
    last = { decay, sums }
    return sums
  }
  const having = usersHaving(histories)
  const pairs: Omit<Excitation, 'qValue'>[] = []
  for (const excited of types.keys()) {
    const part = partOf(
      monitor,
      0.4 + (0.6 * excited) / types.length,
      0.4 + (0.6 * (excited + 1)) / types.length,
    )
    const start = { decay: decays[excited], known: options.halfLife !== undefined }
    const { effects, errors, degrees, decay } = await excitationOf(
      excited,
      start,
      momentsAt,
      { users, having },
      histories,
      parallel,
      part,
    )
    for (const [from, name] of types.entries()) {
      const [effect, standardError] = [effects[from], errors[from]]
      const pValue = tPValue(effect / standardError, degrees[from])
      const critical = tQuantile(1 - options.alpha / 2, degrees[from])
      pairs.push({
        from: name,
        to: types[excited],
        effect,
        standardError,
        confidenceInterval: [effect - critical * standardError, effect + critical * standardError],
        pValue,
        probability: probabilityOf(pValue),
        halfLife: Math.LN2 / decay,
      })
    }
  }
  const qValues = falseDiscoveryRates(pairs.map(({ pValue }) => pValue))
  return { pairs: pairs.map((pair, index) => ({ ...pair, qValue: qValues[index] })), users, tick, tied }
}

/** Steps of the decay's own estimation, and the longest of them in proportion. */
const decaySteps = { most: 6, longest: 0.3, settled: 0.003 } as const
/** Where nothing excites a type, nothing says how fast: its decay is estimated only where this is surely not so. */
const sureOfExcitation = 1e-4

/**
 * What every type does to one. Where the decay is not known it is estimated by the same instrumental moments, by Gauss–Newton steps
 * from where the contrast is largest, and the effects' standard errors carry its uncertainty.
 */
async function excitationOf(
  excited: number,
  start: { readonly decay: number; readonly known: boolean },
  momentsAt: (decay: number) => Promise<Moments>,
  { users, having }: { readonly users: number; readonly having: Float64Array },
  histories: EventHistories,
  parallel: Parallel,
  monitor: Monitor,
): Promise<Doubt & { readonly effects: Float64Array; readonly decay: number }> {
  const types = histories.types.length
  const solveAt = async (decay: number) => {
    const sums = await momentsAt(decay)
    return { decay, sums, effects: effectsAt(sums, excited, types) }
  }
  const errorsAt = async (at: Awaited<ReturnType<typeof solveAt>>, withDecay: boolean) => {
    const { decay, sums, effects } = at
    const size = types + (withDecay ? 1 : 0)
    const bread = squareInverse(projected(sums.design, effects, types, withDecay), size)
    const asked = { decay, excited, effects, withDecay, bread }
    const tasks = userRanges(histories.users).map((range) => ({ ...range, ...asked }))
    const parts = await parallel.map(influencesOfUsers, histories, tasks, () => monitor.check())
    return doubtOf(parts, size, users, having)
  }
  let at = await solveAt(start.decay)
  const doubt = await errorsAt(at, false)
  const least = Math.min(...doubt.errors.map((error, a) => tPValue(at.effects[a] / error, doubt.degrees[a])))
  if (start.known || least > sureOfExcitation) return { ...doubt, effects: at.effects, decay: at.decay }
  for (let step = 0; step < decaySteps.most; step++) {
    const change = decayStep(at.sums, at.effects, excited, types)
    const bounded = Math.max(-decaySteps.longest, Math.min(decaySteps.longest, change))
    at = await solveAt(at.decay * Math.exp(bounded))
    monitor.report((step + 1) / (decaySteps.most + 1))
    if (Math.abs(change) < decaySteps.settled) break
  }
  return { ...(await errorsAt(at, true)), effects: at.effects, decay: at.decay }
}

/** Effects on one type, the decay given. */
function effectsAt({ design, response }: Moments, excited: number, types: number): Float64Array {
  const inverse = squareInverse(projected(design, new Float64Array(types), types, false), types)
  return Float64Array.from({ length: types }, (_, a) => {
    let sum = 0
    for (let c = 0; c < types; c++) sum += inverse[a * types + c] * response[c * types + excited]
    return sum
  })
}

/** How far the decay's own moment says that its logarithm should move. */
function decayStep(
  { design, response }: Moments,
  effects: Float64Array,
  excited: number,
  types: number,
): number {
  const size = types + 1
  const inverse = squareInverse(projected(design, effects, types, true), size)
  let step = 0
  let along = 0
  for (let a = 0; a < types; a++) {
    step += inverse[types * size + a] * response[a * types + excited]
    along += effects[a] * response[(types + a) * types + excited]
  }
  return step + inverse[types * size + types] * along
}

/** The design of the K effects, and with the decay that of Σ effect·derivative as one regressor and instrument more. */
function projected(
  design: Float64Array,
  effects: Float64Array,
  types: number,
  withDecay: boolean,
): Float64Array {
  const size = types + (withDecay ? 1 : 0)
  const result = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    for (let c = 0; c < size; c++) {
      let sum = 0
      for (const [row, down] of weightsOf(a, effects, types)) {
        for (const [column, across] of weightsOf(c, effects, types)) {
          sum += down * across * design[row * 2 * types + column]
        }
      }
      result[a * size + c] = sum
    }
  }
  return result
}

function weightsOf(index: number, effects: Float64Array, types: number): [number, number][] {
  if (index < types) return [[index, 1]]
  return Array.from(effects, (effect, a) => [types + a, effect])
}

/** Standard errors of the effects, and the degrees of freedom of the t distributions that they are judged by. */
interface Doubt {
  readonly errors: Float64Array
  readonly degrees: Float64Array
}

/**
 * Clustered by user. An effect's error rests on the users who have its cause, and mostly on those whose influence is large:
 * the degrees of freedom are those of a χ² of the mean and variance that Σψ² has (Satterthwaite 1946), n users of kurtosis κ giving
 * 2n/(κ − 1), and no more than the users who have the cause, less one.
 */
function doubtOf(parts: readonly Float64Array[], size: number, users: number, having: Float64Array): Doubt {
  const powers = new Float64Array(2 * size)
  for (const part of parts) for (let i = 0; i < powers.length; i++) powers[i] += part[i]
  return {
    errors: having.map((own, a) => Math.sqrt((powers[a] * own) / (own - 1))),
    degrees: having.map((own, a) => {
      const kurtosis = (users * powers[size + a]) / powers[a] ** 2
      return Math.max(1, Math.min(own - 1, (2 * users) / (kurtosis - 1)))
    }),
  }
}

/** Users who have each type in a history of any length. */
function usersHaving(histories: EventHistories): Float64Array {
  const { types, type, start } = histories
  const having = new Float64Array(types.length)
  for (let user = 0; user < histories.users; user++) {
    if (!isWatched(histories, user)) continue
    for (const own of new Set(type.subarray(start[user], start[user + 1]))) having[own]++
  }
  return having
}

function userRanges(users: number) {
  const ranges = []
  for (let from = 0; from < users; from += usersPerTask) {
    ranges.push({ from, to: Math.min(users, from + usersPerTask) })
  }
  return ranges
}

function probabilityOf(p: number): number {
  return p >= 1 / Math.E ? 0.5 : p === 0 ? 1 : 1 / (1 - Math.E * p * Math.log(p))
}
