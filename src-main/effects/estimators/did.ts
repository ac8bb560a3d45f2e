import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns } from '../../numeric/matrix.ts'
import { type CovarianceKind, coefficientCovariance } from '../../numeric/robust-covariance.ts'
import type { Steps } from '../../numeric/steps.ts'
import type { Finding } from '../inference.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { staggered } from './did-staggered.ts'
import { twoWayFixedEffects } from './did-two-way.ts'
import { chosenStandardErrors, type Estimator } from './estimator.ts'
import { treatmentNumbers } from './partialled-out.ts'
import { periodsOf, timesOf } from './periods.ts'

/**
 * Differences in differences. With `firstTreated`: group-time effects after Callaway and Sant'Anna 2021. Over two
 * periods: the product of group and period in a regression with the covariates. Over more: unit and period fixed
 * effects.
 */
export const did: Estimator = {
  method: 'did',
  otherAssumption: true,
  targets: ['ate', 'att'],
  treatments: ['arms'],
  standardErrors: ['hc2', 'classical', 'hc0', 'hc1', 'hc3', 'cluster'],
  // biome-ignore lint/correctness/useYield: an estimator is a computation in steps, and this one needs none
  *estimate(study): Steps<Finding> {
    const { time, firstTreated, unit } = study.options
    if (time === undefined) throw fail('EFFECTS_OPTION_MISSING', { method: 'did', option: 'time' })
    if (firstTreated !== undefined) return staggered(study)
    const periods = periodsOf(study)
    if (periods.length < 2) throw fail('EFFECTS_PERIODS_TOO_FEW', { time, periods: periods.length })
    const kind = chosenStandardErrors(study, did) as CovarianceKind
    if (periods.length === 2) return twoByTwo(twoArms(study), periods[1], kind)
    if (unit === undefined) throw fail('EFFECTS_OPTION_MISSING', { method: 'did', option: 'unit' })
    return twoWayFixedEffects(twoArms(study), kind)
  },
}

/** In a panel whose treatment is switched on, a unit's group is whether it ever is. */
function groupsOf(study: Study, after: Float64Array): Float64Array {
  const d = treatmentNumbers(study)
  const { units } = study
  const switched = d.every((value, i) => value === 0 || after[i] === 1)
  if (!switched || !units) return d
  const ever = new Set<number>()
  d.forEach((value, i) => {
    if (value === 1) ever.add(units[i])
  })
  return Float64Array.from(units, (unit) => (ever.has(unit) ? 1 : 0))
}

function twoByTwo(study: Study, last: number, kind: CovarianceKind): Finding {
  const times = timesOf(study)
  const after = times.map((value) => (value === last ? 1 : 0))
  const group = groupsOf(study, after)
  const { rows, outcomeDesign, outcome, weights } = study
  const x = fromColumns(rows, [
    new Float64Array(rows).fill(1),
    group,
    after,
    ...Array.from({ length: outcomeDesign.x.columns }, (_, j) => columnOf(outcomeDesign.x, j)),
    group.map((value, i) => value * after[i]),
  ])
  const fit = leastSquares(x, outcome, weights)
  const at = x.columns - 1
  if (fit.dropped.includes(at)) throw fail('EFFECTS_UNTREATED_GROUP_MISSING')
  const known = fit.degreesOfFreedom > 0
  const covariance = known ? coefficientCovariance(x, fit, kind, weights, study.clusters?.codes) : null
  return {
    estimate: fit.coefficients[at],
    standardError: covariance ? Math.sqrt(covariance.values[at * x.columns + at]) : Number.NaN,
    standardErrors: kind,
    degreesOfFreedom: kind === 'cluster' ? study.clusters!.count - 1 : fit.degreesOfFreedom,
    target: 'att',
    estimand: words('estimand_trend', { outcome: study.options.outcome }),
    n: rows,
    warnings: known ? [] : [{ code: 'NO_STANDARD_ERROR', message: words('warning_no_error') }],
  }
}
