import { kernel } from '../../numeric/parallel.ts'
import type { EventHistories } from './event-histories.ts'
import { emptyMoment, integralsToEnd, type Moment, walkHistory } from './walk-history.ts'

/**
 * Moments of one user, or of many added up, by rows: `design` 2K×2K, instruments down and regressors across, `response` 2K×K,
 * instruments down and excited types across.
 */
export interface Moments {
  readonly design: Float64Array
  readonly response: Float64Array
}

export function emptyMoments(types: number): Moments {
  return { design: new Float64Array(4 * types * types), response: new Float64Array(2 * types * types) }
}

/** Forward deviations lose their meaning as nothing is left to average: their weight falls to 0 over this last share. */
const lastShare = 0.1

/**
 * Adds a user's moments. With intensity λ_b(t) = μ_b + Σ_c α_cb·S_c(t), S the traces and μ_b the user's own base rate, the
 * increments dN_b − λ_b dt have mean 0 given the past. Deviations from the mean of what is to come take μ_b out
 * whatever it is; the instruments, regressors less the mean of what has been, are known at t, so the moment
 * Σ ∫ w·z(t)·[(dN_b − mean rate to come dt) − Σ_c α_cb (S_c − mean trace to come) dt] is 0 at the true α for any length of
 * history: no incidental parameters, no bias of order 1/T. The double filter of Hayakawa, Qi and Breitung (2019), in
 * continuous time.
 */
export function addMoments(
  histories: EventHistories,
  user: number,
  decay: number,
  moment: Moment,
  into: Moments,
): void {
  const types = histories.types.length
  const regressors = 2 * types
  const { design, response } = into
  const whole = integralsToEnd(histories, user, decay)
  const { instruments, instrument } = instrumentsOf(histories)
  walkHistory(
    histories,
    user,
    decay,
    moment,
    (at, type) => {
      instrument(at)
      for (let a = 0; a < regressors; a++) response[a * types + type] += instruments[a]
    },
    (at, weight) => {
      instrument(at)
      for (let a = 0; a < regressors; a++) {
        const z = weight * instruments[a]
        for (let b = 0; b < types; b++) response[a * types + b] -= (z * at.toCome[b]) / at.left
        for (let b = 0; b < regressors; b++) {
          design[a * regressors + b] += z * (at.regressors[b] - (whole[b] - at.past[b]) / at.left)
        }
      }
    },
  )
}

function instrumentsOf({ types, begin, end }: EventHistories) {
  const instruments = new Float64Array(2 * types.length)
  const instrument = ({ age, left, regressors, past }: Moment) => {
    const weight = age > 0 ? Math.min(1, left / (lastShare * (end - begin))) : 0
    for (let a = 0; a < instruments.length; a++) {
      instruments[a] = weight === 0 ? 0 : weight * (regressors[a] - past[a] / age)
    }
  }
  return { instruments, instrument }
}

/**
 * A user's moments of one excited type at given effects, one for each instrument: what `addMoments` would give as response less design
 * times effects, without the design.
 */
function momentsAtEffects(
  histories: EventHistories,
  user: number,
  { decay, excited, effects }: Pick<InfluencesTask, 'decay' | 'excited' | 'effects'>,
  moment: Moment,
): Float64Array {
  const types = histories.types.length
  const whole = integralsToEnd(histories, user, decay)
  const { instruments, instrument } = instrumentsOf(histories)
  const rests = new Float64Array(2 * types)
  walkHistory(
    histories,
    user,
    decay,
    moment,
    (at, type) => {
      if (type !== excited) return
      instrument(at)
      for (let a = 0; a < rests.length; a++) rests[a] += instruments[a]
    },
    (at, weight) => {
      instrument(at)
      let expected = at.toCome[excited] / at.left
      for (let c = 0; c < types; c++) {
        expected += effects[c] * (at.regressors[c] - (whole[c] - at.past[c]) / at.left)
      }
      for (let a = 0; a < rests.length; a++) rests[a] -= weight * expected * instruments[a]
    },
  )
  return rests
}

/** Users whose history has any length. */
export function isWatched({ time, start, end }: EventHistories, user: number): boolean {
  return start[user + 1] > start[user] && end > time[start[user]]
}

export interface MomentsTask {
  readonly from: number
  readonly to: number
  readonly decay: number
}

/** Moments of a range of users, added up. */
export const momentsOfUsers = kernel<EventHistories, MomentsTask, Moments>(
  'models/excitation-moments',
  (histories, { from, to, decay }) => {
    const moment = emptyMoment(histories.types.length)
    const sums = emptyMoments(histories.types.length)
    for (let user = from; user < to; user++) {
      if (isWatched(histories, user)) addMoments(histories, user, decay, moment, sums)
    }
    return sums
  },
)

/** Moments of several ranges together. */
export function added(parts: readonly Moments[], types: number): Moments {
  const sums = emptyMoments(types)
  for (const { design, response } of parts) {
    for (let i = 0; i < design.length; i++) sums.design[i] += design[i]
    for (let i = 0; i < response.length; i++) sums.response[i] += response[i]
  }
  return sums
}

export interface InfluencesTask extends MomentsTask {
  /** The excited type, what excites it, and whether the decay is estimated too. */
  readonly excited: number
  readonly effects: Float64Array
  readonly withDecay: boolean
  /** What moments at the estimate are multiplied by to be influences, square by rows. */
  readonly bread: Float64Array
}

/**
 * Σ over users of ψ², then of ψ⁴, ψ = bread·r the user's influence on each effect, and on the decay where it is estimated, r
 * the user's moments at the estimate.
 */
export const influencesOfUsers = kernel<EventHistories, InfluencesTask, Float64Array>(
  'models/excitation-influences',
  (histories, { from, to, bread, ...at }) => {
    const { effects, withDecay } = at
    const types = histories.types.length
    const size = types + (withDecay ? 1 : 0)
    const moment = emptyMoment(types)
    const powers = new Float64Array(2 * size)
    for (let user = from; user < to; user++) {
      if (!isWatched(histories, user)) continue
      const rests = momentsAtEffects(histories, user, at, moment)
      const score = new Float64Array(types + 1)
      for (let a = 0; a < types; a++) {
        score[a] = rests[a]
        score[types] += effects[a] * rests[types + a]
      }
      for (let a = 0; a < size; a++) {
        let influence = 0
        for (let c = 0; c < size; c++) influence += bread[a * size + c] * score[c]
        powers[a] += influence ** 2
        powers[size + a] += influence ** 4
      }
    }
    return powers
  },
)

/**
 * How much of the intensities' variation within users traces of this decay account for: design and response of the least-squares
 * contrast of point processes (Reynaud-Bouret and Schbath 2010), user means taken out. Where to start looking for the decay.
 */
export const contrastOfUsers = kernel<EventHistories, MomentsTask, Moments>(
  'models/excitation-contrast',
  (histories, { from, to, decay }) => {
    const types = histories.types.length
    const moment = emptyMoment(types)
    const sums = { design: new Float64Array(types * types), response: new Float64Array(types * types) }
    for (let user = from; user < to; user++) {
      if (!isWatched(histories, user)) continue
      const span = histories.end - histories.time[histories.start[user]]
      const mean = integralsToEnd(histories, user, decay).map((total) => total / span)
      walkHistory(
        histories,
        user,
        decay,
        moment,
        ({ regressors }, type) => {
          for (let a = 0; a < types; a++) sums.response[a * types + type] += regressors[a] - mean[a]
        },
        ({ regressors }, weight) => {
          for (let a = 0; a < types; a++) {
            const deviation = weight * (regressors[a] - mean[a])
            for (let c = 0; c < types; c++) {
              sums.design[a * types + c] += deviation * (regressors[c] - mean[c])
            }
          }
        },
      )
    }
    return sums
  },
)
