import { fail } from '../../contract/errors.ts'
import type { Steps } from '../../numeric/steps.ts'
import type { Binned } from '../../numeric/trees/binning.ts'
import type { ForestOptions } from '../../numeric/trees/forest-options.ts'
import { growForests, predictMeans } from '../forest-growing.ts'
import { crossFit, type Regression } from '../nuisance/cross-fit.ts'
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

/** A conditional mean to learn. */
export interface Mean {
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
 * E[y | covariates] for every row and each of some y, in their order, from models that did not see it: a forest's trees out of bag, other learners out of
 * fold. A forest alone is pulled towards the mean wherever rows are few, which leaves confounding in the effect and
 * propensities that never look extreme; curves alone miss interactions. Without a model their mean stands that predicts
 * best (van der Laan, Polley and Hubbard 2007).
 */
export function* expected(centring: Centring, wanted: readonly Mean[]): Steps<Float64Array[]> {
  const { study, among } = centring
  const { folds = 5 } = study.options
  const curve = ({ label, y, chance }: Mean): Regression => ({ label, model: 'spline', y, chance, among })
  const forests = wanted.filter(({ model }) => model === undefined || model === 'forest')
  const byForest = yield* ofForests(centring, forests)
  const free = wanted.filter(({ model }) => model === undefined)
  const byCurves = yield* crossFit(study, free.map(curve), Math.max(2, folds))
  const others = wanted.filter(({ model }) => model !== undefined && model !== 'forest')
  const byOthers = yield* crossFit(
    study,
    others.map((mean) => ({ ...curve(mean), model: mean.model! })),
    folds,
  )
  return wanted.map((mean) => {
    if (others.includes(mean)) return byOthers[others.indexOf(mean)]
    const means = byForest[forests.indexOf(mean)]
    return free.includes(mean) ? mixedBest(centring, mean, byCurves[free.indexOf(mean)], means) : means
  })
}

/** Out of bag means by regression forests. */
function* ofForests(centring: Centring, wanted: readonly Mean[]): Steps<Float64Array[]> {
  const { study, binned, shape, rows, units } = centring
  const trees = Math.min(shape.trees, centringTrees)
  const forests = yield* growForests(
    wanted.map(({ label, y }) => ({
      binned,
      strategy: { kind: 'mean', y, weights: study.weights },
      options: { ...shape, trees, seed: shape.seed + seeds[label] },
      rows,
      units,
    })),
  )
  return (yield* predictMeans(forests, binned)).map(withoutGaps)
}

function mixedBest(
  { study, rows }: Centring,
  { y, chance }: Mean,
  curves: Float64Array,
  means: Float64Array,
): Float64Array {
  const share = leastLossShare(
    { y, chance, weights: study.weights, rows },
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
