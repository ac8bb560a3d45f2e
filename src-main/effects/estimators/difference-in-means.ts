import { type ArmMean, findingFromMeans } from '../inference.ts'
import { armsOf, armWeights } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'

/**
 * The arms' mean outcomes compared, unadjusted: an effect only where nothing but chance decided the arm.
 * HC2 is Neyman's variance, unequal by arm; classical pools it.
 */
export const differenceInMeans: Estimator = {
  method: 'difference_in_means',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms'],
  standardErrors: ['hc2', 'classical', 'hc0', 'hc1', 'hc3', 'cluster', 'm-estimation'],
  *estimate(study) {
    const kind = chosenStandardErrors(study, differenceInMeans)
    const arms = armsOf(study)
    const means = arms.levels.map((_, arm) => armMean(study, arm))
    const { target } = study.options
    const finding = findingFromMeans(
      kind === 'cluster' ? study : { ...study, clusters: undefined },
      scaled(study, means, kind),
      { standardErrors: kind, target, estimand: estimandOf(study, target) },
    )
    return { ...finding, degreesOfFreedom: degreesOfFreedom(study, means, kind) }
  },
}

function armMean(study: Study, arm: number): ArmMean & { readonly n: number } {
  const weights = armWeights(study, arm)
  let total = 0
  let sum = 0
  let n = 0
  for (let i = 0; i < study.rows; i++) {
    total += weights[i]
    sum += weights[i] * study.outcome[i]
    if (weights[i] > 0) n++
  }
  const mean = sum / total
  const influence = new Float64Array(study.rows)
  for (let i = 0; i < study.rows; i++) {
    influence[i] = (study.rows * weights[i] * (study.outcome[i] - mean)) / total
  }
  return { mean, influence, n }
}

/** Small sample factors by arm: n/(n−1) is HC2 for a design of arm dummies, its square HC3. */
function scaled(study: Study, means: readonly (ArmMean & { readonly n: number })[], kind: string): ArmMean[] {
  if (kind === 'classical') return pooled(study, means)
  return means.map(({ mean, influence, n }) => {
    const factor =
      kind === 'hc2'
        ? Math.sqrt(n / (n - 1))
        : kind === 'hc3'
          ? n / (n - 1)
          : kind === 'hc1'
            ? Math.sqrt(study.rows / (study.rows - means.length))
            : 1
    return { mean, influence: influence.map((value) => value * factor) }
  })
}

/** Influence rescaled so that every arm shows the variance pooled over all of them. */
function pooled(study: Study, means: readonly (ArmMean & { readonly n: number })[]): ArmMean[] {
  let squares = 0
  const { codes } = armsOf(study)
  for (let i = 0; i < study.rows; i++) {
    squares += (study.weights ? study.weights[i] : 1) * (study.outcome[i] - means[codes[i]].mean) ** 2
  }
  const variance = squares / (study.rows - means.length)
  return means.map(({ mean, influence }, arm) => {
    let own = 0
    for (const value of influence) own += value * value
    let total = 0
    for (const weight of armWeights(study, arm)) total += weight
    const wanted = (variance / total) * study.rows ** 2
    const factor = own > 0 ? Math.sqrt(wanted / own) : 0
    return { mean, influence: influence.map((value) => value * factor) }
  })
}

/** Welch and Satterthwaite's where variances differ by arm. */
function degreesOfFreedom(
  study: Study,
  means: readonly (ArmMean & { readonly n: number })[],
  kind: string,
): number {
  const arms = armsOf(study)
  if (kind === 'm-estimation') return Number.POSITIVE_INFINITY
  if (kind === 'cluster') return (study.clusters?.count ?? 2) - 1
  if (kind === 'classical') return study.rows - means.length
  const parts = [arms.treated, arms.control].map((arm) => {
    let sum = 0
    for (const value of means[arm].influence) sum += value * value
    return { variance: sum, n: means[arm].n }
  })
  const total = parts[0].variance + parts[1].variance
  const denominator = parts.reduce((sum, { variance, n }) => sum + variance ** 2 / (n - 1), 0)
  return denominator > 0 ? total ** 2 / denominator : study.rows - 2
}
