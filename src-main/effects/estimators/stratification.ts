import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { type ArmMean, findingFromMeans } from '../inference.ts'
import { armsOf, fitPropensities, foldCount } from '../nuisance/nuisances.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { targetWeights } from '../target-weights.ts'
import { allowingForEstimation } from './estimated-strata.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'

const defaultStrata = 10

/**
 * Strata at quantiles of the propensity, arms compared within each and averaged over the target population
 * (Rosenbaum and Rubin 1984). Strata that lack an arm are left out, and a warning says how many rows went with them.
 * Errors allow for the propensity's having been estimated (`estimated-strata.ts`) where it is a logit or probit; HC2's, by
 * choice, take strata and their sizes as given.
 */
export const stratification: Estimator = {
  method: 'stratification',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms'],
  pairwise: true,
  standardErrors: ['m-estimation', 'hc2', 'cluster'],
  *estimate(given) {
    const asked = chosenStandardErrors(given, stratification)
    const study = twoArms(given)
    const arms = armsOf(study)
    const propensities = yield* fitPropensities(study, foldCount(study))
    const score = propensities.probabilities[arms.treated]
    const stratum = strataOf(score, study.weights, study.options.strata ?? defaultStrata)
    const { target } = study.options
    const weights = targetWeights(
      study,
      target === 'ate' ? -1 : target === 'att' ? arms.treated : arms.control,
    )
    const compared = comparedWithin(study, stratum, weights)
    const { lost, strata } = compared
    if (strata === 0) {
      const { strata: asked = defaultStrata } = study.options
      throw fail('EFFECTS_NONE_COMPARABLE', { method: 'stratification', option: 'strata', value: asked })
    }
    const allowing = asked === 'm-estimation' ? allowingForEstimation(study, propensities, compared) : null
    if (!allowing && study.options.standardErrors === 'm-estimation') {
      throw fail('EFFECTS_STANDARD_ERRORS_UNAVAILABLE', {
        method: 'stratification',
        asked,
        available: 'hc2, cluster, bootstrap',
      })
    }
    const kind = asked === 'm-estimation' && !allowing ? 'hc2' : asked
    const means = allowing ?? compared.means
    return findingFromMeans(kind === 'cluster' ? study : { ...study, clusters: undefined }, means, {
      standardErrors: kind,
      target,
      estimand: estimandOf(study, target),
      propensities: propensities.probabilities,
      n: study.rows - lost,
      details: { strata },
      warnings:
        lost > 0
          ? [
              {
                code: 'STRATA_WITHOUT_COMPARISON',
                message: words('warning_strata_lost', { count: lost, rows: study.rows }),
              },
            ]
          : [],
    })
  },
}

/** Strata of equal weight; rows of one score share a stratum. */
function strataOf(score: Float64Array, weights: Float64Array | undefined, count: number): Int32Array {
  const order = Int32Array.from({ length: score.length }, (_, i) => i).sort((a, b) => score[a] - score[b])
  let total = 0
  for (const row of order) total += weights ? weights[row] : 1
  const result = new Int32Array(score.length)
  let below = 0
  let stratum = 0
  for (let k = 0; k < order.length; k++) {
    const row = order[k]
    if (k === 0 || score[row] > score[order[k - 1]]) {
      stratum = Math.min(count - 1, Math.floor((count * below) / total + 1e-9))
    }
    result[row] = stratum
    below += weights ? weights[row] : 1
  }
  return result
}

/**
 * Means of both arms over strata weighted by their target weight, with Neyman's small sample factor in the influence, and
 * what each row adds by the weight it gives its stratum.
 */
function comparedWithin(study: Study, stratum: Int32Array, target: Float64Array) {
  const arms = armsOf(study)
  const count = stratum.reduce((most, value) => Math.max(most, value + 1), 0)
  const cell = (k: number, arm: number) => k * 2 + arm
  const rows = new Float64Array(2 * count)
  const weight = new Float64Array(2 * count)
  const sum = new Float64Array(2 * count)
  const share = new Float64Array(count)
  for (let i = 0; i < study.rows; i++) {
    const w = study.weights ? study.weights[i] : 1
    const c = cell(stratum[i], arms.codes[i])
    rows[c]++
    weight[c] += w
    sum[c] += w * study.outcome[i]
    share[stratum[i]] += target[i]
  }
  const usable = Uint8Array.from({ length: count }, (_, k) =>
    rows[cell(k, 0)] > 1 && rows[cell(k, 1)] > 1 ? 1 : 0,
  )
  let total = 0
  let lost = 0
  let strata = 0
  for (let k = 0; k < count; k++) {
    if (usable[k]) {
      total += share[k]
      strata++
    } else lost += rows[cell(k, 0)] + rows[cell(k, 1)]
  }
  const means = arms.levels.map((_, arm): ArmMean => {
    let mean = 0
    for (let k = 0; k < count; k++)
      if (usable[k]) mean += (share[k] / total) * (sum[cell(k, arm)] / weight[cell(k, arm)])
    const influence = new Float64Array(study.rows)
    for (let i = 0; i < study.rows; i++) {
      const k = stratum[i]
      const c = cell(k, arm)
      if (arms.codes[i] !== arm || !usable[k]) continue
      const factor = Math.sqrt(rows[c] / (rows[c] - 1))
      const own =
        ((study.weights ? study.weights[i] : 1) * (study.outcome[i] - sum[c] / weight[c])) / weight[c]
      influence[i] = study.rows * (share[k] / total) * own * factor
    }
    return { mean, influence }
  })
  const between = means.map(({ mean }, arm) =>
    target.map((weighed, i) => {
      const c = cell(stratum[i], arm)
      return usable[stratum[i]] ? (study.rows * weighed * (sum[c] / weight[c] - mean)) / total : 0
    }),
  )
  return { means, between, lost, strata }
}
