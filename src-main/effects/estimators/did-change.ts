import { withIntercept } from '../../numeric/matrix.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import { fitPropensity } from '../nuisance/parametric-propensity.ts'
import { type Study, takeDesign } from '../study.ts'

/**
 * The treated's mean change less what the comparison's would have been for them, and each row's influence on it: doubly
 * robust by a linear model of the change among the comparison and a logit of who is treated (Sant'Anna and Zhao 2020,
 * eq. 2.6). Without covariates of the propensity it is regression of the outcome, without those of the outcome
 * weighting by normalised odds.
 * @param rows of the study, one a unit, where its covariates are read; change and treated by such a row
 */
export function doublyRobustChange(
  study: Study,
  rows: Int32Array,
  change: Float64Array,
  treated: Float64Array,
  weights: Float64Array | undefined,
): { effect: number; influence: Float64Array } {
  const n = rows.length
  const design = takeDesign(study.propensityDesign, rows)
  const w = weights ?? new Float64Array(n).fill(1)
  const plain = design.x.columns === 0
  const codes = Int32Array.from(treated)
  const arms = { kind: 'arms', levels: ['0', '1'], codes, treated: 1, control: 0 } as const
  const propensity = plain ? null : fitPropensity('logit', design, arms, weights)
  const x = withIntercept(takeDesign(study.outcomeDesign, rows).x)
  const model = fitOutcome(
    'linear',
    x,
    change,
    w.map((value, i) => (treated[i] === 1 ? 0 : value)),
  )
  const odds = Float64Array.from({ length: n }, (_, i) => {
    if (!propensity) return 1
    return propensity.probabilities[1][i] / propensity.probabilities[0][i]
  })
  let totalTreated = 0
  let totalOthers = 0
  for (let i = 0; i < n; i++) {
    totalTreated += w[i] * treated[i]
    totalOthers += w[i] * (1 - treated[i]) * odds[i]
  }
  const left = change.map((value, i) => value - model.predictions[i])
  let meanTreated = 0
  let meanOthers = 0
  for (let i = 0; i < n; i++) {
    meanTreated += (w[i] * treated[i] * left[i]) / totalTreated
    meanOthers += (w[i] * (1 - treated[i]) * odds[i] * left[i]) / totalOthers
  }
  const influence = new Float64Array(n)
  const byModel = new Float64Array(n)
  const byOdds = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const share = (w[i] * treated[i]) / totalTreated
    const other = (w[i] * (1 - treated[i]) * odds[i]) / totalOthers
    influence[i] = n * (share * (left[i] - meanTreated) - other * (left[i] - meanOthers))
    byModel[i] = n * (other - share)
    // ∂(p/(1 − p))/∂p = 1/(1 − p)².
    const slope = propensity ? 1 / propensity.probabilities[0][i] ** 2 : 0
    byOdds[i] = (-n * (w[i] * (1 - treated[i]) * slope * (left[i] - meanOthers))) / totalOthers
  }
  const throughModel = model.propagate(byModel)
  const throughOdds = propensity ? propensity.propagate([new Float64Array(n), byOdds]) : null
  for (let i = 0; i < n; i++) influence[i] += throughModel[i] + (throughOdds ? throughOdds[i] : 0)
  return { effect: meanTreated - meanOthers, influence }
}
