import { fail } from '../../contract/errors.ts'
import type { Steps } from '../../numeric/steps.ts'
import type { Binned } from '../../numeric/trees/binning.ts'
import type { ForestOptions } from '../../numeric/trees/forest-options.ts'
import { growForest, predictMeans } from '../forest-growing.ts'
import { crossFit } from '../nuisance/cross-fit.ts'
import type { LearnerName } from '../nuisance/learners.ts'
import { leastLossShare, mixed } from '../nuisance/least-loss-share.ts'
import { type Study, takeValues } from '../study.ts'

/** What the conditional means of a causal forest are learnt from. */
export interface Centring {
  readonly study: Study
  readonly binned: Binned
  /** Of the causal forest. */
  readonly shape: ForestOptions
  readonly rows: Int32Array
  /** Rows of one unit stay together. */
  readonly units: Int32Array | undefined
  /** `among[row]` is 1 where a row may be learnt from; all where left out. */
  readonly among: Uint8Array | undefined
}

interface Mean {
  readonly label: 'outcome' | 'treatment' | 'variance'
  readonly y: Float64Array
  /** Whether y is 0 or 1 and its mean a chance. */
  readonly chance: boolean
  /** Left out: curves and a forest, mixed. */
  readonly model: LearnerName | undefined
}

const centringTrees = 100
const seeds = { outcome: 1, treatment: 2, variance: 2 }

/**
 * E[y | covariates] for every row, from models that did not see it: a forest's trees out of bag, other learners out of
 * fold. A forest alone is pulled towards the mean wherever rows are few, which leaves confounding in the effect and
 * propensities that never look extreme; curves alone miss interactions. Without a model their mean stands that predicts
 * best (van der Laan, Polley and Hubbard 2007).
 */
export function* expected(centring: Centring, { label, y, chance, model }: Mean): Steps<Float64Array> {
  const { study, binned, shape, rows, units, among } = centring
  const { options, weights } = study
  if (model !== undefined && model !== 'forest') {
    return (yield* crossFit(study, [{ label, model, y, chance, among }], options.folds ?? 5))[0]
  }
  const forest = yield* growForest({
    binned,
    strategy: { kind: 'mean', y, weights },
    options: { ...shape, trees: Math.min(shape.trees, centringTrees), seed: shape.seed + seeds[label] },
    rows,
    units,
  })
  const means = withoutGaps(yield* predictMeans(forest, binned, true))
  if (model === 'forest') return means
  const curve = { label, model: 'spline', y, chance, among } as const
  const [curves] = yield* crossFit(study, [curve], Math.max(2, options.folds ?? 5))
  const share = leastLossShare(
    { y, chance, weights, rows },
    { first: takeValues(curves, rows), second: takeValues(means, rows) },
  )
  return mixed(share, curves, means)
}

/**
 * A row that every tree drew, or that fell into empty leaves only, has the mean of the others.
 * @throws EFFECTS_LEAVES_TOO_FEW where there are no others
 */
export function withoutGaps(values: Float64Array): Float64Array {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  if (count === 0) throw fail('EFFECTS_LEAVES_TOO_FEW', { rows: values.length })
  return values.map((value) => (Number.isNaN(value) ? sum / count : value))
}
