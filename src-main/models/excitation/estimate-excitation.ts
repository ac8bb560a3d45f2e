import { fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { falseDiscoveryRates } from '../../numeric/independence-tests.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { chooseDecays } from './choose-decays.ts'
import { doubtOf } from './effect-doubt.ts'
import { type EventHistories, sharedHistories } from './event-histories.ts'
import { isWatched } from './own-history.ts'
import { type Passes, passesOver } from './passes.ts'
import { type Estimate, effectsAt, refineDecays } from './solve-effects.ts'
import { spreadEqualTimes } from './spread-equal-times.ts'

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

/**
 * Where nothing excites a type, nothing says how fast: its own decay is estimated only where this is surely not so, and else all types'
 * together counts.
 */
const sureOfExcitation = 1e-4

/**
 * Multivariate Hawkes processes with exponential kernels (Hawkes 1971), every user with base rates of their own, by instrumental
 * moments that those cannot bias (`momentsAdder`), and how sure each effect is (`doubtOf`). Of events at one time neither is taken for
 * the cause by the order of the rows (`spreadEqualTimes`). What excites one type is a problem of its own; all are solved side by
 * side, so that each round of passes is one batch of tasks.
 * Throws MODELS_TOO_FEW_HISTORIES, MODELS_EFFECTS_NOT_SEPARABLE.
 */
export async function estimateExcitation(
  logged: EventHistories,
  { halfLife, alpha }: ExcitationOptions,
  parallel: Parallel,
  monitor: Monitor,
): Promise<ExcitationEstimate> {
  const { types } = logged
  const { histories: spread, tick, tied } = spreadEqualTimes(logged)
  const histories = sharedHistories(spread)
  const { users, lasting, having } = countUsers(histories)
  if (lasting <= types.length + 1) {
    throw fail('MODELS_TOO_FEW_HISTORIES', { users: lasting, needed: types.length + 2 })
  }
  const passes = passesOver(histories, parallel)
  const judge = judgeOf(passes, users, having, alpha)
  const decays =
    halfLife === undefined
      ? await chooseDecays(histories, tick, parallel, partOf(monitor, 0, 0.1))
      : { own: types.map(() => Math.LN2 / halfLife), common: null }
  const given = await effectsAt(decays.own, passes, partOf(monitor, 0.1, 0.25))
  const judged = await judge(given, partOf(monitor, 0.25, 0.4))
  if (decays.common !== null) {
    const isSure = judged.map(({ doubts }) => doubts.some(({ pValue }) => pValue <= sureOfExcitation))
    const refined = await refineDecays(
      given.filter(({ excited }) => isSure[excited]),
      passes,
      partOf(monitor, 0.4, 0.8),
    )
    const common = await effectsAt(
      new Array(types.length).fill(decays.common),
      passes,
      partOf(monitor, 0.8, 0.85),
    )
    const last = [...refined, ...common.filter(({ excited }) => !isSure[excited])]
    for (const own of await judge(last, partOf(monitor, 0.85, 1))) judged[own.excited] = own
  }
  const pairs = judged.flatMap(({ excited, decay, effects, doubts }) =>
    doubts.map((doubt, from) => ({
      ...{ from: types[from], to: types[excited], effect: effects[from], ...doubt },
      ...{ probability: probabilityOf(doubt.pValue), halfLife: Math.LN2 / decay },
    })),
  )
  const qValues = falseDiscoveryRates(pairs.map(({ pValue }) => pValue))
  return { pairs: pairs.map((pair, index) => ({ ...pair, qValue: qValues[index] })), users, tick, tied }
}

function judgeOf(passes: Passes, users: number, having: Float64Array, alpha: number) {
  return async (estimates: readonly Estimate[], monitor: Monitor) => {
    const influences = await passes.influences(estimates, monitor)
    return estimates.map((own, at) => ({
      ...own,
      doubts: doubtOf(own.effects, influences[at], users, having, alpha),
    }))
  }
}

/** Users whose history has any length, those of them with more than one event, and those who have each type. */
function countUsers(histories: EventHistories) {
  const { types, type, start } = histories
  const having = new Float64Array(types.length)
  let [users, lasting] = [0, 0]
  for (let user = 0; user < histories.users; user++) {
    if (!isWatched(histories, user)) continue
    users++
    if (start[user + 1] - start[user] > 1) lasting++
    for (const own of new Set(type.subarray(start[user], start[user + 1]))) having[own]++
  }
  return { users, lasting, having }
}

function probabilityOf(p: number): number {
  return p >= 1 / Math.E ? 0.5 : p === 0 ? 1 : 1 / (1 - Math.E * p * Math.log(p))
}
