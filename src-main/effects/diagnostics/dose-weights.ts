import type { DoseWeights, Warning } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'
import { columnOf } from '../../numeric/matrix.ts'
import type { Steps } from '../../numeric/steps.ts'
import { type DoseDensity, fitDoseDensity } from '../nuisance/dose-density.ts'
import { type StabilisedWeights, stabilisedWeights } from '../nuisance/stabilised-weights.ts'
import type { Study } from '../study.ts'
import { percent } from './overlap.ts'

export interface DoseWeighting {
  readonly density: DoseDensity
  readonly stabilised: StabilisedWeights
  readonly doseWeights: DoseWeights
  readonly warnings: readonly Warning[]
}

/** Stabilised weights of the study's dose, with what they say of its overlap. */
export function* weighDose(study: Study): Steps<DoseWeighting> {
  const density = yield* fitDoseDensity(study)
  const stabilised = stabilisedWeights(study, density)
  const doseWeights = doseWeightsOf(study, density.doses, stabilised.values)
  const explained = 1 - density.variance / density.marginalVariance
  return { density, stabilised, doseWeights, warnings: doseWarnings(study, doseWeights, explained) }
}

function doseWeightsOf(study: Study, doses: Float64Array, weights: Float64Array): DoseWeights {
  const { propensityDesign, rows } = study
  const sampling = study.weights ?? new Float64Array(rows).fill(1)
  const both = weights.map((weight, i) => weight * sampling[i])
  let sum = 0
  let squares = 0
  let drawn = 0
  let minimum = Number.POSITIVE_INFINITY
  let maximum = 0
  for (let i = 0; i < rows; i++) {
    sum += both[i]
    squares += both[i] * both[i]
    drawn += sampling[i]
    minimum = Math.min(minimum, weights[i])
    maximum = Math.max(maximum, weights[i])
  }
  const correlations = propensityDesign.names.map((column, j) => {
    const values = columnOf(propensityDesign.x, j)
    return {
      column,
      before: correlation(values, doses, sampling),
      after: correlation(values, doses, both),
    }
  })
  return {
    minimum,
    mean: sum / drawn,
    maximum,
    effectiveSampleSize: (sum * sum) / squares,
    correlations,
    histogram: histogramOf(weights),
  }
}

const bins = 40

/** Ratios are read on a logarithmic scale: halved and doubled are as far from 1. */
function histogramOf(weights: Float64Array): NonNullable<DoseWeights['histogram']> {
  const logs = weights.map(Math.log10).filter(Number.isFinite)
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const log of logs) {
    low = Math.min(low, log)
    high = Math.max(high, log)
  }
  const counts = new Array<number>(bins).fill(0)
  const width = (high - low) / bins
  for (const log of logs) counts[width > 0 ? Math.min(bins - 1, Math.floor((log - low) / width)) : 0]++
  return { logRange: [low, high], counts }
}

/**
 * Of a normal dose that normal covariates explain to a share ρ², the kth power of a stabilised weight has a finite mean
 * only where k²ρ² < 1: ∫ f(d)ᵏ f(d | m)¹⁻ᵏ dd grows as exp(k(k − 1) m² / 2(1 − kρ²)), averaged over m ~ N(0, ρ²).
 * Normal intervals are near only with a third moment (Berry and Esseen); from a quarter on there is no variance.
 */
const mostExplained = 1 / 9

/** Weights whose intervals fall short, half the sample lost, or a mean off the 1 of densities that fit by a fifth. */
function doseWarnings(study: Study, weights: DoseWeights, explained: number): Warning[] {
  const worth = weights.effectiveSampleSize / study.rows
  if (worth >= 0.5 && Math.abs(weights.mean - 1) <= 0.2 && explained < mostExplained) return []
  const message = words('warning_dose_weights', {
    treatment: study.options.treatment,
    low: Number(weights.minimum.toPrecision(3)),
    high: Number(weights.maximum.toPrecision(3)),
    mean: Number(weights.mean.toPrecision(3)),
    effective: percent(worth),
    explained: percent(Math.max(0, explained)),
  })
  return [{ code: 'POOR_OVERLAP', message }]
}

function correlation(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let total = 0
  let [meanA, meanB] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    total += weights[i]
    meanA += weights[i] * a[i]
    meanB += weights[i] * b[i]
  }
  meanA /= total
  meanB /= total
  let [aa, bb, ab] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i] - meanA, b[i] - meanB]
    aa += weights[i] * da * da
    bb += weights[i] * db * db
    ab += weights[i] * da * db
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}
