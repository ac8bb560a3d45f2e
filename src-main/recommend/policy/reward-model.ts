import type { Column } from '../../numeric/columns.ts'
import {
  crossProduct,
  fromColumns,
  type Matrix,
  takeRows,
  times,
  transposeTimes,
} from '../../numeric/matrix.ts'
import { random } from '../../numeric/random.ts'
import { solveSymmetric } from '../../numeric/symmetric.ts'
import type { LoggedDecisions, TargetPolicy } from './logged-decisions.ts'

/** What a row's reward is expected to be, by a model that did not see the row. */
export interface ExpectedReward {
  /** Of the logged action. */
  readonly ofLogged: Float64Array
  /** Under the new policy: Σ_a π(a | row) q(row, a). */
  readonly underPolicy: Float64Array
}

const folds = 5
/** Categories of a context beyond the most frequent are not told apart. */
const mostLevels = 30
/** Pulls what is known of a rare action or category to the mean: as if it had been seen once more at the mean. */
const ridge = 1

/**
 * Ridge regression of the reward on action, position and context, additive, cross-fitted: each fold is predicted by the fit to
 * the other four. Folds depend on the slates' names or the rows' content and the seed, so the order of rows changes nothing.
 */
export function expectedRewards(
  decisions: LoggedDecisions,
  policy: Float64Array,
  seed: number,
): ExpectedReward {
  const { rows, actions, action, reward } = decisions
  const base = baseDesign(decisions)
  const fold = foldsOf(decisions, seed)
  const ofLogged = new Float64Array(rows)
  const underPolicy = new Float64Array(rows)
  for (let held = 0; held < folds; held++) {
    const learn: number[] = []
    const predict: number[] = []
    for (let i = 0; i < rows; i++) (fold[i] === held ? predict : learn).push(i)
    if (predict.length === 0) continue
    const { ofAction, ofBase } = fitRidge(takeRows(base, learn), learn, action, reward, actions.length)
    const mean = times(takeRows(base, predict), ofBase)
    predict.forEach((row, k) => {
      ofLogged[row] = mean[k] + ofAction[action[row]]
      let expected = mean[k]
      const from = row * actions.length
      for (let a = 0; a < actions.length; a++) expected += policy[from + a] * ofAction[a]
      underPolicy[row] = expected
    })
  }
  return { ofLogged, underPolicy }
}

/** The policy of `TargetPolicy` must know every action. */
export function knowsAll(policy: TargetPolicy): policy is TargetPolicy & { readonly ofAll: Float64Array } {
  return policy.ofAll !== null
}

function fitRidge(
  base: Matrix,
  rows: readonly number[],
  action: Int32Array,
  reward: Float64Array,
  actions: number,
) {
  const dummies = Array.from({ length: actions }, (_, a) =>
    Float64Array.from(rows, (row) => Number(action[row] === a)),
  )
  const columns = Array.from({ length: base.columns }, (_, j) =>
    base.values.subarray(j * base.rows, (j + 1) * base.rows),
  )
  const x = fromColumns(rows.length, [...columns, ...dummies])
  const gram = crossProduct(x)
  // The first column is the intercept, which no penalty pulls to zero.
  for (let j = 1; j < x.columns; j++) gram.values[j * x.columns + j] += ridge
  const right = transposeTimes(
    x,
    rows.map((row) => reward[row]),
  )
  const coefficients = solveSymmetric(gram, right) ?? new Float64Array(x.columns)
  return { ofBase: coefficients.subarray(0, base.columns), ofAction: coefficients.subarray(base.columns) }
}

function baseDesign({ rows, position, positions, context }: LoggedDecisions): Matrix {
  const at = Array.from({ length: positions > 1 ? positions : 0 }, (_, p) =>
    Float64Array.from(position, (code) => Number(code === p)),
  )
  return fromColumns(rows, [new Float64Array(rows).fill(1), ...at, ...context.flatMap(contextTerms)])
}

function contextTerms(column: Column): Float64Array[] {
  if (column.kind === 'number') return [standardised(column.values)]
  const counts = new Array<number>(column.levels.length).fill(0)
  for (const code of column.codes) if (code >= 0) counts[code]++
  const frequent = [...counts.keys()]
    .filter((code) => counts[code] > 0)
    .sort((a, b) => counts[b] - counts[a] || (column.levels[a] < column.levels[b] ? -1 : 1))
    .slice(0, mostLevels)
  return frequent.map((level) => Float64Array.from(column.codes, (code) => Number(code === level)))
}

/** Mean 0, deviation 1; missing values are 0, the mean. */
function standardised(values: Float64Array): Float64Array {
  const present = values.filter((value) => !Number.isNaN(value))
  const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length)
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, present.length)
  const deviation = Math.sqrt(variance) || 1
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation))
}

/** Slates stay whole. Other rows are dealt out in the order of their content: a fold must not depend on the reward. */
function foldsOf(decisions: LoggedDecisions, seed: number): Uint8Array {
  const { rows, slate, slates } = decisions
  const source = random(seed, 'fold')
  const deal = (count: number) => Uint8Array.from({ length: count }, () => source.integer(folds))
  if (slate !== null) {
    const ofSlate = deal(slates)
    return Uint8Array.from(slate, (code) => ofSlate[code])
  }
  const fold = new Uint8Array(rows)
  const dealt = deal(rows)
  orderByContent(decisions).forEach((row, k) => {
    fold[row] = dealt[k]
  })
  return fold
}

/** The same rows in the same order, however they came; rows that are alike in everything are interchangeable. */
function orderByContent({
  rows,
  action,
  reward,
  propensity,
  position,
  context,
}: LoggedDecisions): Uint32Array {
  const keys: ArrayLike<number>[] = [action, position, propensity, ...context.map(sortable), reward]
  return Uint32Array.from({ length: rows }, (_, i) => i).sort((a, b) => {
    for (const key of keys) if (key[a] !== key[b]) return key[a] < key[b] ? -1 : 1
    return 0
  })
}

function sortable(column: Column): ArrayLike<number> {
  if (column.kind === 'number')
    return column.values.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value))
  const order = [...column.levels.keys()].sort((a, b) => (column.levels[a] < column.levels[b] ? -1 : 1))
  const rank = new Int32Array(column.levels.length)
  order.forEach((level, k) => {
    rank[level] = k
  })
  return column.codes.map((code) => (code < 0 ? -1 : rank[code]))
}
