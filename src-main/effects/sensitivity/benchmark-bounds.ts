import type { Warning } from '../../contract/effects.ts'
import type { SensitivityBound } from '../../contract/sensitivity.ts'
import { words } from '../../contract/words.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, type Matrix, takeColumns, withIntercept } from '../../numeric/matrix.ts'
import { outcomeRegression } from '../estimators/outcome-regression.ts'
import { intervalOf } from '../inference.ts'
import type { Study } from '../study.ts'
import { adjustedEstimate } from './partial-r2.ts'

interface Regression {
  readonly estimate: number
  readonly standardError: number
  readonly degreesOfFreedom: number
}

/**
 * What a confounder `times` as strong as a named covariate would do (Cinelli and Hazlett 2020, section 4.4): its
 * partial R² with treatment and outcome bounded by the covariate's, all dummies of a category together. Where the bound
 * with the outcome passes 1 it is set to 1; where that with the treatment does there is no such confounder: both are said.
 * @param study of two arms or a dose
 */
export function benchmarkBounds(
  study: Study,
  regression: Regression,
  benchmarks: readonly string[],
  times: readonly number[],
): { readonly bounds: readonly SensitivityBound[]; readonly warnings: readonly Warning[] } {
  const { alpha } = study.options
  const bounds: SensitivityBound[] = []
  const warnings: Warning[] = []
  for (const benchmark of benchmarks) {
    const strength = strengthOf(study, benchmark)
    for (const factor of times) {
      const figures = { column: benchmark, times: factor }
      const r2TreatmentConfounder = (factor * strength.treatment) / (1 - strength.treatment)
      if (!(r2TreatmentConfounder < 1)) {
        warnings.push({ code: 'BOUND_IMPOSSIBLE', message: words('warning_bound_impossible', figures) })
        continue
      }
      const overlap =
        (factor * strength.treatment ** 2) / ((1 - factor * strength.treatment) * (1 - strength.treatment))
      const implied =
        (((Math.sqrt(factor) + Math.sqrt(overlap)) / Math.sqrt(1 - overlap)) ** 2 * strength.outcome) /
        (1 - strength.outcome)
      if (!(implied < 1)) {
        warnings.push({ code: 'BOUND_AT_LIMIT', message: words('warning_bound_at_limit', figures) })
      }
      const r2OutcomeConfounder = implied < 1 ? implied : 1
      const adjusted = adjustedEstimate(regression, r2TreatmentConfounder, r2OutcomeConfounder)
      bounds.push({
        benchmark,
        times: factor,
        r2TreatmentConfounder,
        r2OutcomeConfounder,
        adjustedEstimate: adjusted.estimate,
        adjustedStandardError: adjusted.standardError,
        adjustedT: adjusted.standardError > 0 ? adjusted.estimate / adjusted.standardError : null,
        adjustedInterval: intervalOf(
          adjusted.estimate,
          adjusted.standardError,
          alpha,
          regression.degreesOfFreedom - 1,
        ),
      })
    }
  }
  return { bounds, warnings }
}

/** Partial R² of a covariate with the treatment given the other covariates, and with the outcome given those and the treatment. */
export function strengthOf(study: Study, covariate: string): { treatment: number; outcome: number } {
  const { outcomeDesign, outcome, weights } = study
  const own = outcomeDesign.from.flatMap((from, j) => (from.includes(covariate) ? [j] : []))
  const others = outcomeDesign.from.flatMap((from, j) => (from.includes(covariate) ? [] : [j]))
  const model = outcomeRegression({
    ...study,
    treatmentInteractions: { x: fromColumns(study.rows, []), names: [], from: [] },
  })
  const column = model.treatmentColumns[0]
  const treatment = columnOf(model.x, column)
  const withOthers = [0, column, ...others.map((j) => 1 + j)]
  const withAll = [...withOthers, ...own.map((j) => 1 + j)]
  return {
    treatment: gained(
      withIntercept(takeColumns(outcomeDesign.x, others)),
      withIntercept(takeColumns(outcomeDesign.x, [...others, ...own])),
      treatment,
      weights,
    ),
    outcome: gained(takeColumns(model.x, withOthers), takeColumns(model.x, withAll), outcome, weights),
  }
}

/** The share of what a smaller model leaves that a larger one explains. */
function gained(smaller: Matrix, larger: Matrix, y: Float64Array, weights?: Float64Array): number {
  const before = leastSquares(smaller, y, weights).residualSumOfSquares
  const after = leastSquares(larger, y, weights).residualSumOfSquares
  return before > 0 ? (before - after) / before : 0
}
