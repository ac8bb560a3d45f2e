import type { PolicyShape } from '../../contract/policy-tree.ts'
import type { Steps } from '../../numeric/steps.ts'
import { withModels } from '../estimators/models.ts'
import { armsOf, fitNuisances, foldCount } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'

/**
 * Doubly robust scores of every row under every arm, less the arm's cost, times the row's weight over the mean weight:
 * μ_k(x) + 1{d = k} (y − μ_k(x)) / e_k(x) − c_k, with models that did not see the row (Athey and Wager 2021, eq. 10;
 * Zhou, Athey and Wager 2023, section 2.3).
 * @returns `scores[row · arms + arm]`
 */
export function* armScores(given: Study, costs: PolicyShape['costs']): Steps<Float64Array> {
  const flexible = given.options.method === 'dml_irm'
  const study = flexible
    ? withModels(given, { propensityModel: 'boosting', outcomeModel: 'boosting' })
    : given
  const { levels, codes } = armsOf(study)
  const folds = foldCount(study, true)
  const { propensities, outcomes } = yield* fitNuisances(study, folds)
  const { probabilities } = propensities
  const { predictions } = outcomes
  const { rows, outcome, weights } = study
  const arms = levels.length
  const meanWeight = weights ? weights.reduce((sum, value) => sum + value, 0) / rows : 1
  const scores = new Float64Array(new SharedArrayBuffer(8 * rows * arms))
  for (let arm = 0; arm < arms; arm++) {
    const mean = predictions[arm]
    const cost = costs[levels[arm]] ?? 0
    for (let i = 0; i < rows; i++) {
      const told = codes[i] === arm ? (outcome[i] - mean[i]) / probabilities[arm][i] : 0
      scores[i * arms + arm] = ((weights ? weights[i] : 1) / meanWeight) * (mean[i] + told - cost)
    }
  }
  return scores
}
