import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { type LeastSquares, leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, type Matrix, takeColumns, times } from '../../numeric/matrix.ts'
import { influenceError } from '../inference.ts'
import { twoArms } from '../sensitivity/summary.ts'
import { chosenStandardErrors, type Estimator } from './estimator.ts'
import { treatmentNumbers } from './partialled-out.ts'

/**
 * The front-door estimate (Pearl 1995, section 3.3) with linear models: treatment's effect on each mediator times the
 * mediator's effect on the outcome with the treatment held, summed; covariates are held in both. Its error is that of
 * the product, both models stacked. Categories of a mediator are so many mediators.
 */
export const frontdoor: Estimator = {
  method: 'frontdoor',
  otherAssumption: true,
  targets: ['ate'],
  treatments: ['arms', 'dose'],
  standardErrors: ['m-estimation', 'cluster'],
  *estimate(given) {
    if (given.options.mediators.length === 0) {
      throw fail('EFFECTS_OPTION_MISSING', { method: 'frontdoor', option: 'mediators' })
    }
    const study = twoArms(given)
    const { rows, outcome, weights, outcomeDesign, mediators } = study
    const d = treatmentNumbers(study)
    const ones = new Float64Array(rows).fill(1)
    const covariates = Array.from({ length: outcomeDesign.x.columns }, (_, j) => columnOf(outcomeDesign.x, j))
    const through = Array.from({ length: mediators.x.columns }, (_, j) => columnOf(mediators.x, j))
    const first = fromColumns(rows, [ones, d, ...covariates])
    const second = fromColumns(rows, [ones, d, ...covariates, ...through])
    const outcomeFit = leastSquares(second, outcome, weights)
    if (through.length === 0) {
      throw fail('EFFECTS_MEDIATOR_COLLINEAR', { mediator: study.options.mediators.join(', ') })
    }
    for (const column of outcomeFit.dropped) {
      if (column < first.columns) continue
      throw fail('EFFECTS_MEDIATOR_COLLINEAR', { mediator: mediators.names[column - first.columns] })
    }
    const influence = new Float64Array(rows)
    let estimate = 0
    const parts: number[] = []
    through.forEach((mediator, k) => {
      const column = first.columns + k
      const fit = leastSquares(first, mediator, weights)
      const a = fit.coefficients[1]
      const b = outcomeFit.coefficients[column]
      estimate += a * b
      parts.push(a * b)
      const byA = coefficientInfluence(first, fit, 1, weights)
      const byB = coefficientInfluence(second, outcomeFit, column, weights)
      for (let i = 0; i < rows; i++) influence[i] += b * byA[i] + a * byB[i]
    })
    return {
      estimate,
      standardError: influenceError(influence, study.clusters),
      influence,
      standardErrors: chosenStandardErrors(given, frontdoor),
      target: 'ate',
      estimand: words('estimand_frontdoor', {
        outcome: study.options.outcome,
        treatment: study.options.treatment,
        mediators: study.options.mediators.join(', '),
      }),
      n: rows,
      details: { throughEach: parts },
    }
  },
}

/** n (X′WX)⁻¹ x_i w_i r_i of one coefficient; zeros for a dropped one. */
export function coefficientInfluence(
  x: Matrix,
  fit: LeastSquares,
  column: number,
  weights: Float64Array | undefined,
): Float64Array {
  const position = fit.kept.indexOf(column)
  if (position < 0) return new Float64Array(x.rows)
  const kept = fit.kept.length === x.columns ? x : takeColumns(x, fit.kept)
  const projected = times(kept, columnOf(fit.inverse, position))
  for (let i = 0; i < x.rows; i++) projected[i] *= x.rows * fit.residuals[i] * (weights ? weights[i] : 1)
  return projected
}
