import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns } from '../../numeric/matrix.ts'
import { type CovarianceKind, coefficientCovariance } from '../../numeric/robust-covariance.ts'
import type { Finding } from '../inference.ts'
import { recode, type Study } from '../study.ts'
import { treatmentNumbers } from './partialled-out.ts'
import { timesOf } from './periods.ts'

/**
 * Treatment's coefficient with fixed effects of units and periods, taken out by alternating means (Frisch, Waugh and
 * Lovell; von Neumann's projections). Where treatment starts at different times and effects differ it mixes them
 * with signs: `firstTreated` avoids that (Goodman-Bacon 2021).
 */
export function twoWayFixedEffects(study: Study, kind: CovarianceKind): Finding {
  const { rows, units, weights } = study
  const unit = recode(units!)
  const periods = recode(Int32Array.from(rank(timesOf(study))))
  const within = (values: Float64Array) => demeaned(values, [unit, periods], weights)
  const design = study.outcomeDesign.x
  const x = fromColumns(rows, [
    ...Array.from({ length: design.columns }, (_, j) => within(columnOf(design, j))),
    within(treatmentNumbers(study)),
  ])
  const fit = leastSquares(x, within(study.outcome), weights)
  const at = x.columns - 1
  if (fit.dropped.includes(at)) throw fail('EFFECTS_UNTREATED_GROUP_MISSING')
  const absorbed = unit.count + periods.count - 1
  const degreesOfFreedom = fit.degreesOfFreedom - absorbed
  // A unit's own effect costs nothing where errors are summed by unit.
  const counted = kind === 'cluster' ? fit.degreesOfFreedom - periods.count : degreesOfFreedom
  const covariance = coefficientCovariance(
    x,
    { ...fit, degreesOfFreedom: counted },
    kind,
    weights,
    study.clusters?.codes,
  )
  return {
    estimate: fit.coefficients[at],
    standardError: Math.sqrt(covariance.values[at * x.columns + at]),
    standardErrors: kind,
    degreesOfFreedom: kind === 'cluster' ? study.clusters!.count - 1 : degreesOfFreedom,
    target: 'att',
    estimand: words('estimand_trend', { outcome: study.options.outcome }),
    n: rows,
    details: { units: unit.count, periods: periods.count },
  }
}

function rank(values: Float64Array): Float64Array {
  const order = new Map([...new Set(values)].sort((a, b) => a - b).map((value, index) => [value, index]))
  return values.map((value) => order.get(value)!)
}

function demeaned(
  values: Float64Array,
  groups: readonly { readonly codes: Int32Array; readonly count: number }[],
  weights: Float64Array | undefined,
): Float64Array {
  const result = Float64Array.from(values)
  let scale = 0
  for (const value of values) scale = Math.max(scale, Math.abs(value))
  for (let round = 0; round < 10_000; round++) {
    let moved = 0
    for (const { codes, count } of groups) {
      const sums = new Float64Array(count)
      const totals = new Float64Array(count)
      for (let i = 0; i < result.length; i++) {
        const w = weights ? weights[i] : 1
        sums[codes[i]] += w * result[i]
        totals[codes[i]] += w
      }
      for (let g = 0; g < count; g++) {
        sums[g] = totals[g] > 0 ? sums[g] / totals[g] : 0
        moved = Math.max(moved, Math.abs(sums[g]))
      }
      for (let i = 0; i < result.length; i++) result[i] -= sums[codes[i]]
    }
    if (moved <= 1e-13 * scale) break
  }
  return result
}
