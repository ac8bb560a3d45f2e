import { fail } from '../../contract/errors.ts'
import { expit, fitGeneralisedLinear, predictGeneralisedLinear } from '../../numeric/generalised-linear.ts'
import { type Matrix, takeColumns, times, transposeTimes, withIntercept } from '../../numeric/matrix.ts'
import { fitMultinomial, predictMultinomial } from '../../numeric/multinomial.ts'
import type { Arms, Design } from '../study.ts'

/**
 * How what an estimator sums changes with a fitted model's predictions, carried to the rows the model was fitted on:
 * given ∂(Σ moment)/∂prediction by row, the influence of each row through the model's coefficients
 * (the off-diagonal part of a stacked M-estimator's sandwich; Stefanski and Boos 2002, section 2).
 */
export type Propagate = (derivatives: Float64Array) => Float64Array

/** Propensities of every arm, with what stacked standard errors need of the model. */
export interface PropensityFit {
  /** `probabilities[arm][row]`. */
  readonly probabilities: readonly Float64Array[]
  /** As `Propagate`, given ∂/∂ of every arm's propensity. */
  readonly propagate: (derivatives: readonly Float64Array[]) => Float64Array
  readonly coefficients: Float64Array
  readonly model: 'logit' | 'probit'
  /** Of two arms, what derivatives by the coefficients are made of. */
  readonly score?: ScoreDerivatives
}

/** ∂ propensity of the second arm / ∂ coefficients of a row is its slope times its line of `x`. */
export interface ScoreDerivatives {
  /** n×p with the intercept, without dropped columns. */
  readonly x: Matrix
  readonly slopes: Float64Array
  /** ∂ log likelihood of a row / ∂ its linear predictor. */
  readonly scores: Float64Array
  /** p×p: the coefficients' covariance. */
  readonly inverseInformation: Matrix
}

/**
 * Logit or probit of two arms, multinomial logit of more.
 * @throws EFFECTS_NO_OVERLAP where a column separates the arms
 */
export function fitPropensity(
  model: 'logit' | 'probit',
  design: Design,
  arms: Arms,
  weights: Float64Array | undefined,
): PropensityFit {
  const x = withIntercept(design.x)
  return arms.levels.length === 2
    ? fitTwoArms(model, x, design, arms, weights)
    : fitManyArms(model, x, design, arms, weights)
}

/** Propensities of rows that the model did not see. */
export function predictPropensity(
  model: 'logit' | 'probit',
  coefficients: Float64Array,
  design: Design,
  levels: number,
): Float64Array[] {
  const x = withIntercept(design.x)
  if (levels > 2) {
    return predictMultinomial({ rows: x.columns, columns: levels - 1, values: coefficients }, x)
  }
  const treated = predictGeneralisedLinear({ family: model, coefficients }, x)
  return [treated.map((p) => 1 - p), treated]
}

function fitTwoArms(
  model: 'logit' | 'probit',
  x: Matrix,
  design: Design,
  arms: Arms,
  weights: Float64Array | undefined,
): PropensityFit {
  const fit = fitGeneralisedLinear(model, x, arms.codes, weights)
  if (fit.separatedBy >= 0) {
    throw fail('EFFECTS_NO_OVERLAP', { column: separatingColumn(design, fit.separatedBy) })
  }
  const second = fit.fitted
  const first = second.map((p) => 1 - p)
  const slopes =
    model === 'logit'
      ? times(x, fit.coefficients).map((eta) => expit(eta) * (1 - expit(eta)))
      : times(x, fit.coefficients).map((eta) => Math.exp(-0.5 * eta * eta) / Math.sqrt(2 * Math.PI))
  const kept = fit.dropped.length === 0 ? x : takeColumns(x, fit.kept)
  return {
    probabilities: [first, second],
    coefficients: fit.coefficients,
    model,
    score: { x: kept, slopes, scores: fit.scores, inverseInformation: fit.inverseInformation },
    propagate(derivatives) {
      const direct = slopes.map((slope, i) => slope * (derivatives[1][i] - derivatives[0][i]))
      return carry(kept, transposeTimes(kept, direct), fit.inverseInformation, fit.scores)
    },
  }
}

function fitManyArms(
  model: 'logit' | 'probit',
  x: Matrix,
  design: Design,
  arms: Arms,
  weights: Float64Array | undefined,
): PropensityFit {
  if (model === 'probit')
    throw fail('EFFECTS_TREATMENT_NOT_BINARY', { method: 'probit', arms: arms.levels.length })
  const levels = arms.levels.length
  const fit = fitMultinomial(x, arms.codes, levels, weights)
  if (fit.separated) throw fail('EFFECTS_NO_OVERLAP', { column: design.names.join(', ') })
  const kept = fit.kept.length === x.columns ? x : takeColumns(x, fit.kept)
  const { probabilities } = fit
  const n = x.rows
  return {
    probabilities,
    coefficients: fit.coefficients.values,
    model,
    propagate(derivatives) {
      const p = kept.columns
      const gradient = new Float64Array(p * (levels - 1))
      for (let b = 1; b < levels; b++) {
        const direct = new Float64Array(n)
        for (let a = 0; a < levels; a++) {
          for (let i = 0; i < n; i++) {
            direct[i] += derivatives[a][i] * probabilities[a][i] * ((a === b ? 1 : 0) - probabilities[b][i])
          }
        }
        gradient.set(transposeTimes(kept, direct), (b - 1) * p)
      }
      const solved = times(fit.inverseInformation, gradient)
      const result = new Float64Array(n)
      for (let b = 1; b < levels; b++) {
        const projected = times(kept, solved.subarray((b - 1) * p, b * p))
        for (let i = 0; i < n; i++) {
          const score = (arms.codes[i] === b ? 1 : 0) - probabilities[b][i]
          result[i] += projected[i] * score * (weights ? weights[i] : 1)
        }
      }
      return result
    },
  }
}

/** Row by row, g′ H⁻¹ x_i s_i. */
export function carry(
  x: Matrix,
  gradient: Float64Array,
  inverse: Matrix,
  scores: Float64Array,
): Float64Array {
  const projected = times(x, times(inverse, gradient))
  for (let i = 0; i < projected.length; i++) projected[i] *= scores[i]
  return projected
}

/** The intercept is column 0 of what was fitted. */
function separatingColumn(design: Design, column: number): string {
  return column > 0 ? design.names[column - 1] : design.names.join(', ')
}
