import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, takeColumns } from '../../numeric/matrix.ts'
import { type CovarianceKind, coefficientCovariance, leverages } from '../../numeric/robust-covariance.ts'
import type { Finding } from '../inference.ts'
import { type Clusters, recode, type Study } from '../study.ts'
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
  // A unit's own effect costs nothing where errors are summed over whole units.
  const nested = kind === 'cluster' && isNested(unit, study.clusters!.codes)
  const columns = nested ? periods.count : absorbed
  const covariance = coefficientCovariance(
    x,
    { ...fit, degreesOfFreedom: fit.degreesOfFreedom - columns },
    kind,
    weights,
    study.clusters?.codes,
    {
      columns,
      leverage: kind === 'hc2' || kind === 'hc3' ? leverageOfEffects(unit, periods, weights) : undefined,
    },
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

/** Whether every unit's rows are of one cluster. */
function isNested(units: Clusters, clusters: Int32Array): boolean {
  const cluster = new Int32Array(units.count).fill(-1)
  return units.codes.every((unit, i) => {
    if (cluster[unit] < 0) cluster[unit] = clusters[i]
    return cluster[unit] === clusters[i]
  })
}

/** Leverage of the effects of units and periods: a row's share of its unit, and what periods add within units. */
function leverageOfEffects(units: Clusters, periods: Clusters, weights: Float64Array | undefined) {
  const rows = units.codes.length
  const total = new Float64Array(units.count)
  for (let i = 0; i < rows; i++) total[units.codes[i]] += weights ? weights[i] : 1
  const indicators = Array.from({ length: periods.count - 1 }, (_, period) =>
    demeaned(
      Float64Array.from(periods.codes, (code) => (code === period ? 1 : 0)),
      [units],
      weights,
    ),
  )
  const within = fromColumns(rows, indicators)
  const { kept, inverse } = leastSquares(within, new Float64Array(rows), weights)
  const ofPeriods = leverages(takeColumns(within, kept), inverse, weights)
  return ofPeriods.map((value, i) => value + (weights ? weights[i] : 1) / total[units.codes[i]])
}

function rank(values: Float64Array): Float64Array {
  const order = new Map([...new Set(values)].sort((a, b) => a - b).map((value, index) => [value, index]))
  return values.map((value) => order.get(value)!)
}

function demeaned(
  values: Float64Array,
  groups: readonly Clusters[],
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
