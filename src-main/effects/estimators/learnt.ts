import type { Warning } from '../../contract/effects.ts'
import type { LearnerName } from '../nuisance/learners.ts'
import type { Study } from '../study.ts'

/** What every learner of effects starts from, all of it out of fold. */
export interface Learnt {
  readonly study: Study
  readonly treated: Float64Array
  /** 1 for the rows of the two arms compared, where the study has others. */
  readonly among?: Uint8Array
  readonly propensity: Float64Array
  /** E[outcome | arm, covariates] of control and treated. */
  readonly outcomes: readonly [Float64Array, Float64Array]
  /** The same from models of every row, where they are linear; trees would know their own rows too well. */
  readonly wholeOutcomes: readonly [Float64Array, Float64Array]
  /** E[outcome | covariates]. */
  readonly marginal: Float64Array
  readonly outcomeModel: LearnerName
  readonly folds: number
  readonly warnings: readonly Warning[]
}
