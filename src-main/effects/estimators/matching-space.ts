import { fail } from '../../contract/errors.ts'
import { fromColumns, type Matrix, matrix } from '../../numeric/matrix.ts'
import type { Steps } from '../../numeric/steps.ts'
import { cholesky } from '../../numeric/symmetric.ts'
import { armsOf, fitPropensities, foldCount, type Propensities } from '../nuisance/nuisances.ts'
import { deviationOf } from '../sensitivity/summary.ts'
import type { Design, Study } from '../study.ts'

/** Where rows lie for matching. */
export interface MatchingSpace {
  readonly position: Matrix
  /** Null of a distance between covariates. */
  readonly propensities: Propensities | null
}

/** On one axis by propensity or log odds in standard deviations, or in the covariates' whitened space. */
export function* matchingSpace(study: Study): Steps<MatchingSpace> {
  const { distance = 'propensity' } = study.options
  if (distance === 'mahalanobis') return { position: whitened(study.propensityDesign), propensities: null }
  const propensities = yield* fitPropensities(study, foldCount(study))
  const chance = propensities.probabilities[armsOf(study).treated]
  const score = distance === 'log_odds' ? chance.map((p) => Math.log(p / (1 - p))) : chance
  const deviation = deviationOf(score) || 1
  return { position: fromColumns(study.rows, [score.map((value) => value / deviation)]), propensities }
}

/** Columns turned so that their covariance is the identity: Euclidean distance there is Mahalanobis's. */
function whitened({ x, names }: Design): Matrix {
  const { rows: n, columns: p, values } = x
  const means = new Float64Array(p)
  for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) means[j] += values[j * n + i] / n
  const covariance = matrix(p, p)
  for (let j = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += (values[j * n + i] - means[j]) * (values[k * n + i] - means[k])
      covariance.values[j * p + k] = covariance.values[k * p + j] = sum / (n - 1)
    }
  }
  const decomposed = cholesky(covariance)
  if (!decomposed) throw fail('EFFECTS_COVARIATES_COLLINEAR', { columns: names.join(', ') })
  const { factor, scale } = decomposed
  const result = matrix(n, p)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      let sum = (values[j * n + i] - means[j]) * scale[j]
      for (let k = 0; k < j; k++) sum -= factor.values[k * p + j] * result.values[k * n + i]
      result.values[j * n + i] = sum / factor.values[j * p + j]
    }
  }
  return result
}
