import { crossProduct, dot, type Matrix, times, transposeTimes, withIntercept } from '../../numeric/matrix.ts'
import { inverseSymmetric } from '../../numeric/symmetric.ts'
import type { Study, Treatment } from '../study.ts'

/** What Frisch, Waugh and Lovell's theorem needs of the covariates, once for any number of treatments. */
interface Partialled {
  readonly x: Matrix
  readonly inverse: Matrix
  readonly coefficients: Float64Array
}

const prepared = new WeakMap<Study, Partialled | null>()

/**
 * For a regression of two arms or a dose without products, the estimate for any other treatment of the same rows in
 * one pass over the covariates: (d′y − d′X b) / (d′d − d′X (X′X)⁻¹ X′d). Null for every other study.
 */
export function placeboRegression(study: Study): ((treatment: Treatment) => number) | null {
  const { treatment, options } = study
  const simple = treatment.kind === 'dose' || treatment.levels.length === 2
  if (options.method !== 'regression' || !simple || study.treatmentInteractions.x.columns > 0) return null
  let parts = prepared.get(study)
  if (parts === undefined) {
    parts = prepare(study)
    prepared.set(study, parts)
  }
  if (!parts) return null
  const { x, inverse, coefficients } = parts
  const sign = treatment.kind === 'arms' && treatment.treated === 0 ? -1 : 1
  return (placebo) => {
    const d = placebo.kind === 'dose' ? placebo.values : Float64Array.from(placebo.codes)
    const weighted = study.weights ? d.map((value, i) => value * study.weights![i]) : d
    const xd = transposeTimes(x, weighted)
    const outcome = dot(weighted, study.outcome) - dot(xd, coefficients)
    return (sign * outcome) / (dot(weighted, d) - dot(xd, times(inverse, xd)))
  }
}

/** Covariates centred and scaled, so that the inverse keeps its digits. */
function prepare(study: Study): Partialled | null {
  const x = withIntercept(study.outcomeDesign.x)
  const { rows, columns, values } = x
  for (let j = 1; j < columns; j++) {
    const from = j * rows
    let sum = 0
    for (let i = 0; i < rows; i++) sum += values[from + i]
    const mean = sum / rows
    let squares = 0
    for (let i = 0; i < rows; i++) {
      values[from + i] -= mean
      squares += values[from + i] * values[from + i]
    }
    const scale = Math.sqrt(rows / squares)
    for (let i = 0; i < rows; i++) values[from + i] *= scale
  }
  const inverse = inverseSymmetric(crossProduct(x, study.weights))
  if (!inverse) return null
  const weighted = study.weights ? study.outcome.map((value, i) => value * study.weights![i]) : study.outcome
  return { x, inverse, coefficients: times(inverse, transposeTimes(x, weighted)) }
}
