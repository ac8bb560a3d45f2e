import type { Interval } from '../../contract/effects.ts'
import type { PolicyComparison } from '../../contract/policy-tree.ts'
import { tPValue } from '../../numeric/distributions.ts'
import { influenceError, intervalOf } from '../inference.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'

/** Scores that policies are judged by: `scores[row · arms + arm]`. */
export interface Worth {
  readonly study: Study
  readonly scores: Float64Array
  readonly alpha: number
}

interface Estimated {
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
}

/** Mean outcome less cost under a policy, with its error (by cluster where units repeat). */
export function worthOf(worth: Worth, armOf: (row: number) => number): Estimated {
  const arms = armsOf(worth.study).levels.length
  const { outcomeCentre } = worth.study
  const { estimate, standardError, confidenceInterval } = meanScore(
    worth,
    (row) => worth.scores[row * arms + armOf(row)],
  )
  return {
    estimate: estimate + outcomeCentre,
    standardError,
    confidenceInterval: [confidenceInterval[0] + outcomeCentre, confidenceInterval[1] + outcomeCentre],
  }
}

/** Each arm for everyone, and what the policy gains on it. */
export function comparisonsOf(worth: Worth, policy: Int32Array): PolicyComparison[] {
  const { levels } = armsOf(worth.study)
  const { scores } = worth
  return levels.map((arm, code) => {
    const advantage = meanScore(
      worth,
      (row) => scores[row * levels.length + policy[row]] - scores[row * levels.length + code],
    )
    const z = advantage.estimate / advantage.standardError
    return {
      arm,
      value: worthOf(worth, () => code),
      // The same policy as the arm's differs from it nowhere.
      advantage: { ...advantage, pValue: advantage.standardError > 0 ? tPValue(z) : 1 },
    }
  })
}

/** Mean of a number by row, over every row. */
function meanScore({ study, alpha }: Worth, score: (row: number) => number): Estimated {
  const n = study.rows
  const values = Float64Array.from({ length: n }, (_, row) => score(row))
  const estimate = values.reduce((sum, value) => sum + value, 0) / n
  const weight = study.weights ? study.weights.reduce((sum, value) => sum + value, 0) / n : 1
  const influence = values.map(
    (value, i) => value - estimate * (study.weights ? study.weights[i] / weight : 1),
  )
  const standardError = influenceError(influence, study.clusters)
  return { estimate, standardError, confidenceInterval: intervalOf(estimate, standardError, alpha) }
}
