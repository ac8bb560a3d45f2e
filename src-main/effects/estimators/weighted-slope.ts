import { fromColumns } from '../../numeric/matrix.ts'
import type { Steps } from '../../numeric/steps.ts'
import { type DoseWeighting, weighDose } from '../diagnostics/dose-weights.ts'
import { type Finding, influenceError } from '../inference.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import type { Study } from '../study.ts'
import { averageSlope } from './average-slope.ts'

type Slope = Pick<
  Finding,
  'estimate' | 'standardError' | 'influence' | 'doseWeights' | 'warnings' | 'details'
>

/**
 * The slope of a straight marginal structural model E[Y(d)] = α + β d, by least squares with stabilised weights (Robins,
 * Hernán and Brumback 2000). It is the average slope where the outcome is straight in the dose at given
 * covariates, however much that slope differs between them; elsewhere it averages the slopes of E[Y(d)] over normal
 * doses (Stein's lemma). Its error stacks the densities.
 */
export function* marginalStructuralSlope(study: Study, stacked: boolean): Steps<Slope> {
  const weighting = yield* weighDose(study)
  const { doses } = weighting.density
  const n = study.rows
  const x = fromColumns(n, [new Float64Array(n).fill(1), doses])
  const fit = fitOutcome('linear', x, study.outcome, sampled(study, weighting))
  const influence = fit.throughCoefficients(Float64Array.of(0, 1))
  const through = stacked ? weighting.stabilised.through(influence) : null
  for (let i = 0; i < n; i++) influence[i] = n * (influence[i] + (through ? through[i] : 0))
  return {
    estimate: fit.coefficients[1],
    standardError: influenceError(influence, study.clusters),
    influence,
    ...toldOf(weighting),
  }
}

/** The average slope of an outcome model fitted with stabilised weights. */
export function* weightedAverageSlope(study: Study): Steps<Slope> {
  const weighting = yield* weighDose(study)
  return { ...averageSlope(study, weighting.stabilised), ...toldOf(weighting) }
}

function sampled({ weights }: Study, { stabilised }: DoseWeighting): Float64Array {
  return weights ? stabilised.values.map((value, i) => value * weights[i]) : stabilised.values
}

function toldOf({ doseWeights, warnings, density }: DoseWeighting) {
  return { doseWeights, warnings, details: { folds: density.folds } }
}
