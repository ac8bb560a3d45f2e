import * as v from 'valibot'
import { type EstimateOptions, type EstimateRequest, estimateOptions } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { PolicyShape, PolicyTree } from '../../contract/policy-tree.ts'
import type { Table } from '../../numeric/columns.ts'
import { kernel, type Parallel } from '../../numeric/parallel.ts'
import { runHere, runOn, type Steps, spread } from '../../numeric/steps.ts'
import { binFeatures } from '../../numeric/trees/binning.ts'
import {
  armOf,
  bestPolicy,
  bestPolicyFrom,
  type FoundPolicy,
  type PolicySearch,
} from '../../numeric/trees/policy-search.ts'
import { foldsOf } from '../folds.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import { prepareStudy } from '../prepare-study.ts'
import { provenanceOf } from '../provenance.ts'
import { rowsWhere, type Study } from '../study.ts'
import { trimmed } from '../trimming.ts'
import { armScores } from './arm-scores.ts'
import { describePolicy } from './describe-policy.ts'
import { comparisonsOf, worthOf } from './policy-worth.ts'

/** Folds that a tree's value is judged over. */
const judgingFolds = 5

/** The best policy tree of a table, here and now. */
export function policyTree(
  table: Table,
  request: EstimateRequest,
  shape: Partial<PolicyShape> = {},
  monitor?: Monitor,
): PolicyTree {
  const whole = { depth: 2 as const, costs: {}, cuts: 100, ...shape }
  return runHere(policy(table, v.parse(estimateOptions, request), whole), monitor)
}

/** As `policyTree`, over workers: the same bits. */
export function policyTreeOn(
  table: Table,
  options: EstimateOptions,
  shape: PolicyShape,
  parallel: Parallel,
  monitor: Monitor,
): Promise<PolicyTree> {
  return runOn(policy(table, options, shape), parallel, monitor)
}

function* policy(table: Table, options: EstimateOptions, shape: PolicyShape): Steps<PolicyTree> {
  const startedAt = performance.now()
  const study = yield* trimmed(prepareStudy(table, options))
  const { levels, control } = armsOf(study)
  if (study.covariates.length === 0) {
    throw fail('EFFECTS_OPTION_MISSING', { method: options.method, option: 'adjustFor' })
  }
  for (const arm of Object.keys(shape.costs)) {
    if (!levels.includes(arm)) throw fail('EFFECTS_ARM_UNKNOWN', { arm, available: levels.join(', ') })
  }
  const scores = yield* armScores(study, shape.costs)
  const { tree, judged, binned } = yield* growTrees(study, scores, shape)
  const given = Int32Array.from({ length: study.rows }, (_, row) => armOf(tree.rule, binned, row))
  const worth = { study, scores, alpha: options.alpha }
  return {
    n: study.rows,
    depth: shape.depth,
    arms: levels,
    costs: Object.fromEntries(levels.map((arm) => [arm, shape.costs[arm] ?? 0])),
    ...describePolicy(tree.rule, binned, worth, control),
    value: worthOf(worth, (row) => judged[row]),
    folds: judgingFolds,
    comparisons: comparisonsOf(worth, judged),
    shares: levels.map((arm, code) => ({
      arm,
      share: given.reduce((sum, own) => sum + (own === code ? 1 : 0), 0) / study.rows,
    })),
    searched: study.covariates.map(({ name }, f) => ({ column: name, cuts: binned.bins[f] - 1 })),
    warnings: study.warnings,
    provenance: provenanceOf(table, options, startedAt),
  }
}

interface Shared extends Omit<PolicySearch, 'rows'> {
  /** Fold of each row, that a tree of that fold does not see. */
  readonly assigned: Int32Array
}

interface Task {
  /** −1 for a tree of every row. */
  readonly fold: number
  readonly root: number
}

export const policyFromRoot = kernel('effects/policy-from-root', (shared: Shared, task: Task) =>
  bestPolicyFrom({ ...shared, rows: rowsOf(shared, task.fold) }, task.root),
)

function rowsOf({ assigned }: Shared, fold: number): Int32Array {
  return rowsWhere(assigned.length, (row) => assigned[row] !== fold)
}

/** The tree of all rows, and each row's arm under the tree of the other folds. */
function* growTrees(study: Study, scores: Float64Array, shape: PolicyShape) {
  const binned = binFeatures(study.covariates, study.rows, shape.cuts + 1)
  const shared: Shared = {
    binned,
    scores,
    arms: armsOf(study).levels.length,
    depth: shape.depth,
    leastRows: shape.minNode ?? Math.max(1, Math.ceil(study.rows / 100)),
    assigned: foldsOf(study, judgingFolds, 'policy'),
  }
  const trees = Array.from({ length: judgingFolds + 1 }, (_, k) => k - 1)
  const roots = shape.depth === 0 ? [] : Array.from({ length: binned.features }, (_, f) => f)
  const tasks = trees.flatMap((fold) => roots.map((root): Task => ({ fold, root })))
  const found: (FoundPolicy | null)[] = yield* spread(policyFromRoot, shared, tasks)
  const [tree, ...ofFolds] = trees.map((fold, k) =>
    bestPolicy(
      { ...shared, rows: rowsOf(shared, fold) },
      found.slice(k * roots.length, (k + 1) * roots.length),
    ),
  )
  const judged = Int32Array.from(shared.assigned, (fold, row) => armOf(ofFolds[fold].rule, binned, row))
  return { tree, judged, binned }
}
