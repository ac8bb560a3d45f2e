import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { fromColumns, type Matrix, matrix, withIntercept } from '../../numeric/matrix.ts'
import { nearestSearch } from '../../numeric/nearest.ts'
import type { Steps } from '../../numeric/steps.ts'
import { cholesky } from '../../numeric/symmetric.ts'
import { type Finding, influenceError } from '../inference.ts'
import { armsOf, armWeights, fitPropensities, foldCount } from '../nuisance/nuisances.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import { deviationOf, twoArms } from '../sensitivity/summary.ts'
import { type Clusters, type Design, rowsWhere, type Study } from '../study.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'

/**
 * Nearest neighbour matching with replacement on the propensity's linear predictor or on Mahalanobis distance, with a
 * calliper by choice. Errors are Abadie and Imbens's (2006, theorems 6 and 7, conditional variances from the nearest
 * neighbour in the same arm); by cluster where units repeat. Matches on several covariates are corrected for what is left between them by a linear
 * model (Abadie and Imbens 2011).
 */
export const matching: Estimator = {
  method: 'matching',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms'],
  standardErrors: ['influence', 'cluster'],
  *estimate(given) {
    chosenStandardErrors(given, matching)
    const study = twoArms(given)
    const { position, propensities, corrected } = yield* space(study)
    const { target, neighbours = 1, calliper } = study.options
    const arms = armsOf(study)
    const sides =
      target === 'ate' ? [arms.treated, arms.control] : [target === 'att' ? arms.treated : arms.control]
    const reach = calliper === undefined ? Number.POSITIVE_INFINITY : calliper
    const used = new Float64Array(study.rows)
    const imputed = new Float64Array(study.rows).fill(Number.NaN)
    let unmatched = 0
    for (const arm of sides) {
      const others = rowsWhere(study.rows, (i) => arms.codes[i] !== arm)
      const search = nearestSearch(position, others)
      const model = corrected
        ? fitOutcome(
            'linear',
            withIntercept(study.outcomeDesign.x),
            study.outcome,
            armWeights(study, 1 - arm),
          ).predictions
        : null
      for (let i = 0; i < study.rows; i++) {
        if (arms.codes[i] !== arm) continue
        const { points, distances } = search.nearest(position, i, neighbours)
        const near = points.filter((_, k) => Math.sqrt(distances[k]) <= reach)
        if (near.length === 0) {
          unmatched++
          continue
        }
        let sum = 0
        for (const point of near) {
          sum += study.outcome[point] + (model ? model[i] - model[point] : 0)
          used[point] += (study.weights ? study.weights[i] : 1) / near.length
        }
        imputed[i] = sum / near.length
      }
    }
    return finish(study, sides, imputed, used, position, propensities, unmatched)
  },
}

/** Where rows lie: on one axis by log odds in standard deviations, or in the covariates' whitened space. */
function* space(
  study: Study,
): Steps<{ position: Matrix; propensities: readonly Float64Array[] | undefined; corrected: boolean }> {
  const { distance = 'propensity' } = study.options
  if (distance === 'mahalanobis') {
    return { position: whitened(study.propensityDesign), propensities: undefined, corrected: true }
  }
  const { probabilities } = yield* fitPropensities(study, foldCount(study))
  const odds = probabilities[armsOf(study).treated].map((p) => Math.log(p / (1 - p)))
  const deviation = deviationOf(odds) || 1
  return {
    position: fromColumns(study.rows, [odds.map((value) => value / deviation)]),
    propensities: probabilities,
    corrected: false,
  }
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

function finish(
  study: Study,
  sides: readonly number[],
  imputed: Float64Array,
  used: Float64Array,
  position: Matrix,
  propensities: readonly Float64Array[] | undefined,
  unmatched: number,
): Finding {
  const arms = armsOf(study)
  const { target, neighbours = 1 } = study.options
  const n = study.rows
  let total = 0
  let sum = 0
  const matched = rowsWhere(n, (i) => sides.includes(arms.codes[i]) && !Number.isNaN(imputed[i]))
  if (matched.length < 2)
    throw fail('EFFECTS_NO_OVERLAP', { column: study.propensityDesign.names.join(', ') })
  for (const i of matched) {
    const w = study.weights ? study.weights[i] : 1
    total += w
    sum +=
      w * (arms.codes[i] === arms.treated ? study.outcome[i] - imputed[i] : imputed[i] - study.outcome[i])
  }
  const estimate = sum / total
  const variances = conditionalVariances(study, position)
  let variance = 0
  for (const i of matched) {
    const w = study.weights ? study.weights[i] : 1
    const effect =
      arms.codes[i] === arms.treated ? study.outcome[i] - imputed[i] : imputed[i] - study.outcome[i]
    variance += (w * (effect - estimate)) ** 2
  }
  // Σ[(K/M)² + (2M − 1)/M · K/M] σ² for ATE, Σ K(K − 1)/M² σ² for one arm, with K/M the weight a row was used with.
  for (let i = 0; i < n; i++) {
    const weight = used[i]
    variance +=
      target === 'ate'
        ? (weight * weight + ((2 * neighbours - 1) / neighbours) * weight) * variances[i]
        : Math.max(0, weight * (weight - 1 / neighbours)) * variances[i]
  }
  const balancing = new Float64Array(n)
  for (const i of matched) balancing[i] = study.weights ? study.weights[i] : 1
  for (let i = 0; i < n; i++) balancing[i] += used[i]
  const standardError = study.clusters
    ? clusteredError(study, study.clusters, balancing)
    : Math.sqrt(variance) / total
  const name = unmatched > 0 ? `${target}, matched` : target
  return {
    estimate,
    standardError,
    standardErrors: study.clusters ? 'cluster' : 'influence',
    target: name,
    estimand: estimandOf(study, target),
    n: matched.length,
    propensities,
    balancingWeights: balancing,
    pairs: Float64Array.from(matched, (i) =>
      arms.codes[i] === arms.treated ? study.outcome[i] - imputed[i] : imputed[i] - study.outcome[i],
    ),
    details: { matched: matched.length, unmatched, neighbours },
    warnings:
      unmatched > 0
        ? [{ code: 'ROWS_UNMATCHED', message: words('warning_unmatched', { count: unmatched, rows: n }) }]
        : [],
  }
}

/** Of the weighted matched sample's difference in means, summed by cluster (Abadie and Spiess 2022). */
function clusteredError(study: Study, clusters: Clusters, weights: Float64Array): number {
  const { codes, treated, levels } = armsOf(study)
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
  return influenceError(influence, clusters)
}

/** Half the squared difference from the nearest row of the same arm. */
function conditionalVariances(study: Study, position: Matrix): Float64Array {
  const { codes, levels } = armsOf(study)
  const result = new Float64Array(study.rows)
  levels.forEach((_, arm) => {
    const own = rowsWhere(study.rows, (i) => codes[i] === arm)
    const search = nearestSearch(position, own)
    for (const i of own) {
      const nearest = search.nearest(position, i, 2).points.find((point) => point !== i)
      if (nearest !== undefined) result[i] = 0.5 * (study.outcome[i] - study.outcome[nearest]) ** 2
    }
  })
  return result
}
