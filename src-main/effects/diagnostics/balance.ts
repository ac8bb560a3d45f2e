import type { Balance } from '../../contract/effects.ts'
import { columnOf } from '../../numeric/matrix.ts'
import { besides, type Design, type Study } from '../study.ts'

/**
 * Standardised mean differences of every covariate between the arms compared, before and after weighting. Both are in
 * units of √((s²₁ + s²₀)/2) before weighting (Austin 2011), so they can be set side by side.
 */
export function balanceOf(study: Study, weights: Float64Array): Balance[] {
  const { treatment } = study
  if (treatment.kind !== 'arms') return []
  const design = balanceDesign(study)
  const { x, names } = design
  return names.map((column, j) => {
    const values = columnOf(x, j)
    const plain = (arm: number) => moments(values, treatment.codes, arm, study.weights)
    const treated = plain(treatment.treated)
    const control = plain(treatment.control)
    const deviation = Math.sqrt((treated.variance + control.variance) / 2)
    const after =
      moments(values, treatment.codes, treatment.treated, weights).mean -
      moments(values, treatment.codes, treatment.control, weights).mean
    const inDeviations = (difference: number) => (deviation > 0 ? difference / deviation : 0)
    return { column, before: inDeviations(treated.mean - control.mean), after: inDeviations(after) }
  })
}

/** Each distinct term of the two models once. */
function balanceDesign(study: Study): Design {
  const { propensityDesign, outcomeDesign, rows } = study
  if (propensityDesign === outcomeDesign) return propensityDesign
  const seen = new Set(propensityDesign.names)
  const extra = outcomeDesign.names.flatMap((name, j) => (seen.has(name) ? [] : [j]))
  return besides(rows, propensityDesign, {
    x: {
      rows,
      columns: extra.length,
      values: Float64Array.from(extra.flatMap((j) => [...columnOf(outcomeDesign.x, j)])),
    },
    names: extra.map((j) => outcomeDesign.names[j]),
    from: extra.map((j) => outcomeDesign.from[j]),
  })
}

function moments(values: Float64Array, codes: Int32Array, arm: number, weights: Float64Array | undefined) {
  let total = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    if (codes[i] !== arm) continue
    const w = weights ? weights[i] : 1
    total += w
    sum += w * values[i]
  }
  const mean = sum / total
  let squares = 0
  let n = 0
  for (let i = 0; i < values.length; i++) {
    if (codes[i] !== arm) continue
    squares += (weights ? weights[i] : 1) * (values[i] - mean) ** 2
    n++
  }
  return { mean, variance: n > 1 ? (squares / total) * (n / (n - 1)) : 0 }
}
