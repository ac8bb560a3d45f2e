import { kernel } from '../../numeric/parallel.ts'
import type { EventHistories } from './event-histories.ts'
import { isWatched } from './own-history.ts'
import { type InfluencesAsked, influencesReader } from './user-influences.ts'
import type { UserRange } from './user-ranges.ts'

/** Sums over users, by effect. */
export interface Influences {
  /** Of ψ²/(1 − h), the squares that users' own leverage has made too small put right (Bell and McCaffrey 2002), and of its square. */
  readonly squares: Float64Array
  readonly fourths: Float64Array
  /** Of ∫z̃²λ dt and of its growth with the effect (`UserInfluences`). */
  readonly variance: Float64Array
  readonly growth: Float64Array
}

/** No user's leverage counts as more than this. */
const mostLeverage = 0.9

export const influencesOfUsers = kernel<EventHistories, InfluencesAsked & UserRange, Influences>(
  'models/excitation-influences',
  (histories, { from, to, ...asked }) => {
    const types = histories.types.length
    const sums = emptyInfluences(types)
    const read = influencesReader(histories, asked)
    for (let user = from; user < to; user++) {
      if (!isWatched(histories, user)) continue
      const { influence, leverage, variance, growth } = read(user)
      for (let a = 0; a < types; a++) {
        const square = influence[a] ** 2 / (1 - Math.min(mostLeverage, Math.max(0, leverage[a])))
        sums.squares[a] += square
        sums.fourths[a] += square ** 2
        sums.variance[a] += variance[a]
        sums.growth[a] += growth[a]
      }
    }
    return sums
  },
)

/** Of several ranges together. */
export function influencesTogether(parts: readonly Influences[], types: number): Influences {
  const sums = emptyInfluences(types)
  for (const part of parts) {
    for (const name of ['squares', 'fourths', 'variance', 'growth'] as const) {
      for (let a = 0; a < types; a++) sums[name][a] += part[name][a]
    }
  }
  return sums
}

function emptyInfluences(types: number): Influences {
  const make = () => new Float64Array(types)
  return { squares: make(), fourths: make(), variance: make(), growth: make() }
}
