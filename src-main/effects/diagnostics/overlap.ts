import type { ArmOverlap, EstimateOptions, Overlap, Warning } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { whereOverlapFails } from './overlap-rule.ts'
import { trimmingAdvice } from './trimming-advice.ts'

const bins = 40
const low = 0.05
const high = 0.95

/**
 * How far the arms share the covariates' space: the propensity of being treated by arm, the inverse propensity
 * weights and the sample they are worth.
 */
export function overlapOf(study: Study, propensities: readonly Float64Array[]): Overlap {
  const arms = armsOf(study)
  const treated = propensities[arms.treated]
  const weights = new Float64Array(study.rows)
  for (let i = 0; i < study.rows; i++) weights[i] = 1 / propensities[arms.codes[i]][i]
  const extreme = new Uint8Array(study.rows)
  let extremes = 0
  for (let i = 0; i < study.rows; i++) {
    for (let arm = 0; arm < propensities.length; arm++) {
      if (propensities[arm][i] < low || propensities[arm][i] > high) extreme[i] = 1
    }
    extremes += extreme[i]
  }
  let sum = 0
  let least = Number.POSITIVE_INFINITY
  let most = 0
  for (const weight of weights) {
    sum += weight
    least = Math.min(least, weight)
    most = Math.max(most, weight)
  }
  return {
    model: study.options.propensityModel ?? 'logit',
    arms: arms.levels.map((_, arm) => armOverlap(study, arm, treated, weights)),
    shareExtreme: extremes / study.rows,
    weights: { minimum: least, mean: sum / study.rows, maximum: most },
    trimming: arms.levels.length === 2 ? trimmingAdvice(treated) : null,
    fails: extremes > 0 ? whereOverlapFails(study, extreme) : null,
  }
}

/**
 * Warnings that overlap is poor: extreme propensities, or weights worth a small part of the sample; and, where nothing
 * was done about it, what could be, with the target that it changes.
 */
export function overlapWarnings(overlap: Overlap, options: EstimateOptions): Warning[] {
  const warnings: Warning[] = []
  const worth = Math.min(...overlap.arms.map(({ effectiveSampleSize, n }) => effectiveSampleSize / n))
  if (overlap.shareExtreme > 0.05 || worth < 0.5) {
    warnings.push({
      code: 'POOR_OVERLAP',
      message: words('warning_poor_overlap', {
        share: percent(overlap.shareExtreme),
        effective: percent(worth),
      }),
    })
  }
  const { trimming } = overlap
  if (warnings.length > 0 && trimming && options.trim === undefined && !options.overlapWeights) {
    warnings.push({
      code: 'TRIMMING_ADVISED',
      message: words('warning_trimming_advised', {
        bound: Number(trimming.bound.toFixed(3)),
        high: Number((1 - trimming.bound).toFixed(3)),
        rows: trimming.rows,
        share: percent(trimming.share),
      }),
    })
  }
  return warnings
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.01 ? 2 : 1)}%`
}

function armOverlap(study: Study, arm: number, treated: Float64Array, weights: Float64Array): ArmOverlap {
  const { codes, levels } = armsOf(study)
  const histogram = new Array<number>(bins).fill(0)
  let n = 0
  let minimum = 1
  let maximum = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < study.rows; i++) {
    if (codes[i] !== arm) continue
    n++
    const p = treated[i]
    minimum = Math.min(minimum, p)
    maximum = Math.max(maximum, p)
    histogram[Math.min(bins - 1, Math.max(0, Math.floor(p * bins)))]++
    sum += weights[i]
    squares += weights[i] * weights[i]
  }
  return { arm: levels[arm], n, minimum, maximum, histogram, effectiveSampleSize: (sum * sum) / squares }
}
