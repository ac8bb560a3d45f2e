import { fail } from '../../contract/errors.ts'
import { type Monitor, silent } from '../../contract/monitor.ts'
import type {
  PolicyEstimate,
  PolicyEstimator,
  PolicyQuestion,
  PolicyValue,
} from '../../contract/policy-value.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Table } from '../../numeric/columns.ts'
import { normalQuantile } from '../../numeric/distributions.ts'
import { type LoggedDecisions, readDecisions, readPolicy, type TargetPolicy } from './logged-decisions.ts'
import { policyEstimatorTable, type Weighted } from './policy-estimators.ts'
import { expectedRewards, knowsAll } from './reward-model.ts'

/**
 * What a policy would have earned a row, estimated from what another one did (off-policy evaluation). Intervals are normal,
 * clustered by slate where there are slates.
 *
 * Throws RECOMMEND_POLICY_INCOMPLETE where an estimator needs the new policy's probability of every action and only that of the
 * logged one is known, and whatever reading the log and the policy throws.
 */
export function policyValue(table: Table, question: PolicyQuestion, monitor: Monitor = silent): PolicyValue {
  const { policy, map, estimators, alpha, seed } = question
  const listed = 'actions' in policy ? policy.actions.map(String) : undefined
  const decisions = readDecisions(table, map, listed)
  const target = readPolicy(table, decisions, policy)
  refuseIncomplete(estimators, target)
  monitor.report(0.1, words('phase_policy_value'))
  const needsModel = estimators.some((name) => policyEstimatorTable[name].needsModel)
  const expected = needsModel && knowsAll(target) ? expectedRewards(decisions, target.ofAll, seed) : null
  monitor.report(0.6)
  const { reward, propensity } = decisions
  const data: Weighted = { reward, weight: target.ofLogged.map((p, i) => p / propensity[i]), expected }
  const errorOf = (terms: Float64Array) => clusteredError(terms, decisions)
  const z = normalQuantile(1 - alpha / 2)
  const estimates = estimators.map((estimator): PolicyEstimate => {
    monitor.check()
    const {
      value,
      terms,
      weights,
      tuning,
      biasBound = 0,
    } = policyEstimatorTable[estimator].run(data, errorOf)
    const standardError = errorOf(terms) + biasBound
    return {
      estimator,
      value,
      standardError,
      confidenceInterval: [value - z * standardError, value + z * standardError],
      effectiveSampleSize: weights === null ? decisions.rows : effectiveSampleSize(weights),
      ...(tuning === undefined ? {} : { tuning }),
    }
  })
  return {
    estimates,
    rows: decisions.rows,
    slates: decisions.slate === null ? null : decisions.slates,
    loggedValue: reward.reduce((sum, value) => sum + value, 0) / decisions.rows,
    warnings: [
      ...(estimators.includes('dm') ? [words('warning_policy_dm')] : []),
      ...warningsOf(decisions, target, data.weight),
    ],
  }
}

function refuseIncomplete(estimators: readonly PolicyEstimator[], target: TargetPolicy): void {
  if (knowsAll(target)) return
  const refused = estimators.filter((name) => policyEstimatorTable[name].needsModel)
  if (refused.length > 0) throw fail('RECOMMEND_POLICY_INCOMPLETE', { estimators: refused.join(', ') })
}

/** Standard error of a mean whose terms are independent between slates alone: √(G/(G−1) Σ_g (Σ_{i∈g} (t_i − t̄))²) / n. */
function clusteredError(terms: Float64Array, { slate, slates }: LoggedDecisions): number {
  const n = terms.length
  let mean = 0
  for (const term of terms) mean += term / n
  const sums = new Float64Array(slates)
  for (let i = 0; i < n; i++) sums[slate === null ? i : slate[i]] += terms[i] - mean
  let squares = 0
  for (const sum of sums) squares += sum * sum
  return Math.sqrt((squares * slates) / (slates - 1)) / n
}

function effectiveSampleSize(weights: Float64Array): number {
  let sum = 0
  let squares = 0
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  return squares === 0 ? 0 : (sum * sum) / squares
}

function warningsOf(decisions: LoggedDecisions, target: TargetPolicy, weight: Float64Array): Words[] {
  const { rows, actions, action } = decisions
  const warnings: Words[] = []
  const effective = effectiveSampleSize(weight)
  if (effective < 0.1 * rows) {
    warnings.push(words('warning_policy_few_rows', { effective: Math.round(effective), rows }))
  }
  const mean = weight.reduce((sum, value) => sum + value / rows, 0)
  const error = clusteredError(weight, decisions)
  // Weights of right propensities have mean 1, whatever the policy, where the log could have chosen all that it would.
  if (Math.abs(mean - 1) > Math.max(3 * error, 1e-9)) {
    warnings.push(words('warning_policy_weights', { mean: Number(mean.toPrecision(3)) }))
  }
  if (knowsAll(target)) {
    const seen = new Uint8Array(actions.length)
    for (const code of action) seen[code] = 1
    let unseen = 0
    for (let i = 0; i < rows; i++) {
      for (let a = 0; a < actions.length; a++)
        if (seen[a] === 0) unseen += target.ofAll[i * actions.length + a] / rows
    }
    if (unseen > 0.001)
      warnings.push(words('warning_policy_unseen', { percent: Number((100 * unseen).toPrecision(2)) }))
  }
  return warnings
}
