import { fail } from '../../contract/errors.ts'
import { columnOf, fromColumns, type Matrix } from '../../numeric/matrix.ts'
import type { Study } from '../study.ts'

/**
 * One linear model of the outcome on covariates, treatment and their products: columns in the order intercept,
 * covariates, treatment (a dummy for each arm but the control, or the dose), products. The covariates come first, so
 * that least squares drops a treatment which they determine, and not one of them.
 */
export interface OutcomeRegression {
  readonly x: Matrix
  /** Columns of the treatment itself. */
  readonly treatmentColumns: readonly number[]
  /** The arm of each treatment column; −1 for a dose. */
  readonly arms: readonly number[]
  /** For each treatment column, its products: column of X and the covariate multiplied. */
  readonly products: readonly {
    readonly treatment: number
    readonly column: number
    readonly by: Float64Array
  }[]
}

export function outcomeRegression(study: Study): OutcomeRegression {
  const { rows, treatment, outcomeDesign, treatmentInteractions } = study
  const arms =
    treatment.kind === 'dose'
      ? [-1]
      : treatment.levels.map((_, arm) => arm).filter((arm) => arm !== treatment.control)
  const treatments =
    treatment.kind === 'dose'
      ? [treatment.values]
      : arms.map((arm) => Float64Array.from(treatment.codes, (code) => (code === arm ? 1 : 0)))
  const covariates = Array.from({ length: outcomeDesign.x.columns }, (_, j) => columnOf(outcomeDesign.x, j))
  const first = 1 + covariates.length
  const firstProduct = first + treatments.length
  const products = treatments.flatMap((_, treatment) =>
    Array.from({ length: treatmentInteractions.x.columns }, (_, j) => ({
      treatment,
      column: firstProduct + treatment * treatmentInteractions.x.columns + j,
      by: columnOf(treatmentInteractions.x, j),
    })),
  )
  const columns = [
    new Float64Array(rows).fill(1),
    ...covariates,
    ...treatments,
    ...products.map(({ treatment, by }) => by.map((value, i) => value * treatments[treatment][i])),
  ]
  return {
    x: fromColumns(rows, columns),
    treatmentColumns: treatments.map((_, index) => first + index),
    arms,
    products,
  }
}

/** Where least squares dropped a treatment's column, the covariates say it exactly. */
export function refuseCollinearTreatment(
  study: Study,
  model: OutcomeRegression,
  dropped: readonly number[],
): void {
  for (const column of model.treatmentColumns) {
    if (dropped.includes(column))
      throw fail('EFFECTS_TREATMENT_COLLINEAR', { treatment: study.options.treatment })
  }
}
