import type { StandardErrorKind } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { type Finding, influenceError } from '../inference.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import { rowsWhere, type Study } from '../study.ts'
import { momentNeighbours, varianceOfEstimatedScore } from './estimated-score.ts'
import { conditionalVariances } from './matched-sets.ts'
import type { MatchingSpace } from './matching-space.ts'

export interface MatchedSample {
  readonly study: Study
  readonly space: MatchingSpace
  /** Rows that found matches, and their effects. */
  readonly matched: Int32Array
  readonly effects: Float64Array
  /** A row's own weight, and that with which it stands in for others with the sum of the squares of its parts. */
  readonly own: Float64Array
  readonly used: Float64Array
  readonly usedSquares: Float64Array
  readonly estimate: number
}

type ErrorOf = Pick<Finding, 'standardError' | 'standardErrors'>

/** Rows whose outcomes tell the variance at a row, itself first: as R's Matching, and Stata's teffects nnmatch, count. */
const varianceNeighbours = 3

/**
 * The error of a kind. What allows for the estimated propensity (`m-estimation`) holds for a logit or probit fitted to
 * rows that count once, all of which found a match: where that is not so, the plain error is given, or the asking refused.
 */
export function matchingError(sample: MatchedSample, kind: StandardErrorKind): ErrorOf {
  if (kind === 'cluster') return { standardError: clusteredError(sample), standardErrors: 'cluster' }
  if (kind === 'm-estimation') {
    const variance = varianceWithEstimation(sample)
    if (variance !== null && variance > 0) {
      return { standardError: Math.sqrt(variance), standardErrors: 'm-estimation' }
    }
    if (sample.study.options.standardErrors === kind) {
      throw fail('EFFECTS_STANDARD_ERRORS_UNAVAILABLE', {
        method: 'matching',
        asked: kind,
        available: 'influence, cluster, bootstrap',
      })
    }
  }
  const standardError = Math.sqrt(plainVariance(sample, varianceNeighbours))
  return { standardError, standardErrors: 'influence' }
}

/** Of a propensity as if it were known, or of covariates. */
function plainVariance(sample: MatchedSample, neighbours: number): number {
  const { study, space, matched, effects, own, used, usedSquares, estimate } = sample
  const { codes, levels } = armsOf(study)
  let variance = 0
  effects.forEach((effect, k) => {
    variance += (own[matched[k]] * (effect - estimate)) ** 2
  })
  // (w + K)² σ² less what the squared effects hold of it already: w² σ² of the row, K′ σ² of its parts.
  levels.forEach((_, arm) => {
    const rows = rowsWhere(study.rows, (i) => codes[i] === arm)
    const variances = conditionalVariances(space.position, rows, study.outcome, neighbours)
    for (const i of rows) variance += (used[i] ** 2 + 2 * own[i] * used[i] - usedSquares[i]) * variances[i]
  })
  const total = own.reduce((sum, w) => sum + w, 0)
  return variance / total ** 2
}

/** Null where the theory of Abadie and Imbens 2016 does not reach. */
function varianceWithEstimation(sample: MatchedSample): number | null {
  const { study, space, matched, estimate } = sample
  const { codes, treated, control } = armsOf(study)
  const { target, calliper, biasCorrection } = study.options
  const score = space.propensities?.fit?.score
  if (!space.propensities || !score || space.propensities.clipped?.includes(1)) return null
  if (study.weights || biasCorrection) return null
  const asked = rowsWhere(
    study.rows,
    (i) => target === 'ate' || codes[i] === (target === 'att' ? treated : control),
  )
  if (calliper !== undefined && matched.length < asked.length) return null
  const { probabilities } = space.propensities
  const added = varianceOfEstimatedScore({ study, position: space.position, probabilities, score, estimate })
  return plainVariance(sample, momentNeighbours) + added
}

/** Of the weighted matched sample's difference in means, summed by cluster (Abadie and Spiess 2022). */
function clusteredError({ study, own, used }: MatchedSample): number {
  const { codes, treated, levels } = armsOf(study)
  const weights = own.map((w, i) => w + used[i])
  const totals = new Float64Array(levels.length)
  const sums = new Float64Array(levels.length)
  for (let i = 0; i < study.rows; i++) {
    totals[codes[i]] += weights[i]
    sums[codes[i]] += weights[i] * study.outcome[i]
  }
  const influence = new Float64Array(study.rows)
  for (let i = 0; i < study.rows; i++) {
    const arm = codes[i]
    const away = study.outcome[i] - sums[arm] / totals[arm]
    influence[i] = ((arm === treated ? 1 : -1) * study.rows * weights[i] * away) / totals[arm]
  }
  return influenceError(influence, study.clusters)
}
