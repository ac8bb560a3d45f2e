import { kernel } from '../../numeric/parallel.ts'
import { hash32 } from '../../numeric/random.ts'
import { type Steps, spread } from '../../numeric/steps.ts'
import { type Binned, binFeatures } from '../../numeric/trees/binning.ts'
import { foldsOf } from '../folds.ts'
import { type Design, rowsWhere, type Study } from '../study.ts'
import { type LearnerName, learners } from './learners.ts'
import { refuseUnsuitedOutcome } from './suited-outcome.ts'

/** A conditional mean to learn. */
export interface Regression {
  /** Names the random numbers it draws. */
  readonly label: string
  readonly model: LearnerName
  readonly y: Float64Array
  /** Whether y is 0 or 1 and its mean a chance. */
  readonly chance?: boolean
  /** Rows that may be learnt from, where not all: `among[row]` is 1. */
  readonly among?: Uint8Array
  /** Instead of the study's weights. */
  readonly weights?: Float64Array
  /** Covariates; those of the outcome's model where left out. */
  readonly design?: Design
}

interface Shared {
  readonly regressions: readonly Regression[]
  readonly designs: readonly Design[]
  readonly weights: Float64Array | undefined
  readonly binned: Binned
  readonly assigned: Int32Array
  readonly learnFrom: Uint8Array | undefined
  readonly folds: number
  readonly trees: number | undefined
  readonly seed: number
}

interface Task {
  readonly regression: number
  readonly fold: number
}

export const treeModels: ReadonlySet<LearnerName> = new Set(['boosting', 'forest', 'stacking'])

/** Bins enough for trees to see what matters; more cost time and, with noise, accuracy. */
const treeBins = 63

/**
 * Predictions for every row from models that did not see its fold (Chernozhukov et al. 2018, definition 3.2); with one
 * fold, from models that saw every row, a forest's out of bag. One array a regression, in their order.
 * @param assigned fold of each row, where those of the study are not meant
 * @throws EFFECTS_OUTCOME_UNSUITED where a model cannot have the outcome's values
 */
export function* crossFit(
  study: Study,
  regressions: readonly Regression[],
  folds: number,
  assigned = foldsOf(study, folds),
): Steps<Float64Array[]> {
  for (const { y, model } of regressions) if (y === study.outcome) refuseUnsuitedOutcome(study, model)
  const shared: Shared = {
    regressions: regressions.map((regression) => ({ ...regression, design: undefined })),
    designs: regressions.map((regression) => regression.design ?? study.outcomeDesign),
    weights: study.weights,
    binned: regressions.some(({ model }) => treeModels.has(model)) ? binnedCovariates(study) : none,
    assigned,
    learnFrom: study.learnFrom,
    folds,
    trees: study.options.trees,
    seed: study.options.seed,
  }
  const tasks = regressions.flatMap((_, regression) =>
    Array.from({ length: Math.max(1, folds) }, (_, fold): Task => ({ regression, fold })),
  )
  const parts = yield* spread(crossFitPart, shared, tasks)
  const results = regressions.map(() => new Float64Array(study.rows))
  tasks.forEach(({ regression, fold }, index) => {
    let next = 0
    for (let i = 0; i < study.rows; i++)
      if (assigned[i] === fold) results[regression][i] = parts[index][next++]
  })
  return results
}

export const crossFitPart = kernel('effects/cross-fit-part', (shared: Shared, task: Task): Float64Array => {
  const { assigned, learnFrom, folds, binned, trees } = shared
  const { model, y, chance, among, label, weights } = shared.regressions[task.regression]
  const design = shared.designs[task.regression]
  const rows = assigned.length
  const train = rowsWhere(
    rows,
    (i) =>
      (folds < 2 || assigned[i] !== task.fold) &&
      (!among || among[i] === 1) &&
      (!learnFrom || learnFrom[i] === 1),
  )
  return learners[model]({
    design,
    binned,
    y,
    chance: chance ?? false,
    weights: weights ?? shared.weights,
    train,
    predict: rowsWhere(rows, (i) => assigned[i] === task.fold),
    trees,
    seed: hash32(shared.seed, `${label}/${task.fold}`),
  })
})

const none: Binned = {
  rows: 0,
  features: 0,
  codes: new Uint8Array(0),
  bins: new Int32Array(0),
  stride: 2,
  categorical: new Uint8Array(0),
  how: [],
}

const binnedStudies = new WeakMap<Study['covariates'], Binned>()

/** The study's covariates as bins, made once. */
export function binnedCovariates(study: Study): Binned {
  let binned = binnedStudies.get(study.covariates)
  if (!binned) {
    binned = binFeatures(study.covariates, study.rows, treeBins)
    binnedStudies.set(study.covariates, binned)
  }
  return binned
}

/** 1 where a row is in the arm. */
export function inArm(codes: Int32Array, arm: number): Uint8Array {
  return Uint8Array.from(codes, (code) => (code === arm ? 1 : 0))
}
