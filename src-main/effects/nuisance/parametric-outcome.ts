import {
  type Family,
  fitGeneralisedLinear,
  predictGeneralisedLinear,
  slopeOfMean,
} from '../../numeric/generalised-linear.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { type Matrix, takeColumns, times, transposeTimes } from '../../numeric/matrix.ts'
import { carry, type Propagate } from './parametric-propensity.ts'

export type ParametricOutcomeModel = 'linear' | Family

/** A model of the outcome fitted on some rows and predicting all. */
export interface OutcomeFit {
  readonly predictions: Float64Array
  readonly coefficients: Float64Array
  /** Columns that are combinations of earlier ones; their coefficients are 0. */
  readonly dropped: readonly number[]
  readonly propagate: Propagate
  /** Each row's influence on a sum whose derivatives by the p coefficients are given. */
  readonly throughCoefficients: (gradient: Float64Array) => Float64Array
  /**
   * As `propagate`, before a row's own weight: times a row's weight it is that row's influence. What a stacked
   * estimator differentiates where the weights are themselves estimated.
   */
  readonly perUnitWeight: Propagate
}

/**
 * Fits a linear or generalised linear outcome model.
 * @param x n×p with its intercept, every row of the study
 * @param weights n; 0 for a row the model may not see
 */
export function fitOutcome(
  model: ParametricOutcomeModel,
  x: Matrix,
  y: Float64Array,
  weights: Float64Array,
): OutcomeFit {
  const linear = model === 'linear' ? leastSquares(x, y, weights) : null
  const general = model === 'linear' ? null : fitGeneralisedLinear(model, x, y, weights)
  const { coefficients, kept, dropped } = linear ?? general!
  const inverse = linear ? linear.inverse : general!.inverseInformation
  const design = kept.length === x.columns ? x : takeColumns(x, kept)
  const predictions = predictOutcome(model, coefficients, x)
  const slopes = model === 'linear' ? null : slopeOfMean({ family: model, coefficients }, x)
  const unweighted = scoresPerUnitWeight(model, x, coefficients, y, predictions)
  const gradientOf = (derivatives: Float64Array) =>
    transposeTimes(design, slopes ? derivatives.map((value, i) => value * slopes[i]) : derivatives)
  const perUnitWeight = (derivatives: Float64Array) =>
    carry(design, gradientOf(derivatives), inverse, unweighted)
  const weighted = (influence: Float64Array) => influence.map((value, i) => value * weights[i])
  return {
    predictions,
    coefficients,
    dropped,
    perUnitWeight,
    propagate: (derivatives) => weighted(perUnitWeight(derivatives)),
    throughCoefficients: (gradient) =>
      weighted(
        carry(
          design,
          Float64Array.from(kept, (column) => gradient[column]),
          inverse,
          unweighted,
        ),
      ),
  }
}

export function predictOutcome(
  model: ParametricOutcomeModel,
  coefficients: Float64Array,
  x: Matrix,
): Float64Array {
  return model === 'linear'
    ? times(x, coefficients)
    : predictGeneralisedLinear({ family: model, coefficients }, x)
}

/** Derivative of one row's log likelihood by its linear predictor. */
function scoresPerUnitWeight(
  model: ParametricOutcomeModel,
  x: Matrix,
  coefficients: Float64Array,
  y: Float64Array,
  predictions: Float64Array,
): Float64Array {
  if (model !== 'probit') return y.map((value, i) => value - predictions[i])
  const slopes = slopeOfMean({ family: 'probit', coefficients }, x)
  return y.map((value, i) => {
    const variance = predictions[i] * (1 - predictions[i])
    return variance > 0 ? ((value - predictions[i]) * slopes[i]) / variance : 0
  })
}
