import { expit } from '../generalised-linear.ts'
import { random, shuffle } from '../random.ts'
import type { Binned } from './binning.ts'
import { boostedTreeGrower } from './boosted-tree.ts'
import { type BoostingOptions, boostingDefaults, type Loss } from './boosting-options.ts'
import { treeRoom } from './kernels/kernels.ts'
import { leafFinder } from './leaf-finder.ts'
import type { Tree } from './tree.ts'

/** Trees whose values add up to the linear predictor. */
export interface Boosted {
  readonly loss: Loss
  readonly start: number
  readonly trees: readonly Tree[]
}

/**
 * Gradient boosting with second-order leaf values, trees grown leaf by leaf in order of gain (Friedman 2001;
 * Chen and Guestrin 2016, eqs. 5 to 7; leaf-wise growth and histogram subtraction after Ke et al. 2017).
 * @param rows rows of `binned` to learn from
 */
export function boost(
  binned: Binned,
  y: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array,
  chosen: Partial<BoostingOptions> = {},
): Boosted {
  const options = { ...boostingDefaults, ...chosen }
  const { learn, check } = holdOut(rows, options)
  const start = startOf(options.loss, y, weights, learn)
  const lesson = lessonOf(y, weights, learn, start)
  const checked = lessonOf(y, weights, check, start)
  const trees: Tree[] = []
  const room = treeRoom()
  const grow = boostedTreeGrower(room, binned, learn, lesson.weights, options)
  const leavesOfChecked = leafFinder(room, binned, check, 2 * options.leaves)
  let best = check.length > 0 ? lossOf(options.loss, checked) : 0
  let bestRounds = 0
  for (let round = 0; round < options.rounds; round++) {
    const { tree, order, spans } = grow(derivativesOf(options.loss, lesson))
    if (tree.child[0] < 0) break
    trees.push(tree)
    for (const { leaf, from, to } of spans) {
      const value = tree.value[leaf]
      for (let k = from; k < to; k++) lesson.eta[order[k]] += value
    }
    if (check.length === 0) continue
    addValues(tree, leavesOfChecked(tree), checked.eta)
    const loss = lossOf(options.loss, checked)
    if (loss < best - 1e-7 * Math.abs(best)) {
      best = loss
      bestRounds = trees.length
    } else if (trees.length - bestRounds >= options.patience) {
      break
    }
  }
  return { loss: options.loss, start, trees: check.length > 0 ? trees.slice(0, bestRounds) : trees }
}

/** Predicted means of some rows. */
export function predictBoosted(model: Boosted, binned: Binned, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length).fill(model.start)
  const mostNodes = model.trees.reduce((most, { child }) => Math.max(most, child.length), 1)
  const leavesOf = leafFinder(treeRoom(), binned, rows, mostNodes)
  for (const tree of model.trees) addValues(tree, leavesOf(tree), result)
  if (model.loss === 'logistic') for (let k = 0; k < rows.length; k++) result[k] = expit(result[k])
  if (model.loss === 'poisson') for (let k = 0; k < rows.length; k++) result[k] = Math.exp(result[k])
  return result
}

function addValues({ value }: Tree, leaves: Int32Array, to: Float64Array): void {
  for (let k = 0; k < to.length; k++) to[k] += value[leaves[k]]
}

function holdOut(rows: Int32Array, options: BoostingOptions): { learn: Int32Array; check: Int32Array } {
  const count = Math.floor(options.heldOut * rows.length)
  if (options.patience === 0 || count < 10) return { learn: rows, check: new Int32Array(0) }
  const mixed = shuffle(Int32Array.from(rows), random(options.seed, 'held out'))
  return { learn: mixed.slice(count).sort(), check: mixed.slice(0, count).sort() }
}

function startOf(loss: Loss, y: Float64Array, weights: Float64Array | undefined, rows: Int32Array): number {
  let total = 0
  let sum = 0
  for (const row of rows) {
    const w = weights ? weights[row] : 1
    total += w
    sum += w * y[row]
  }
  const mean = sum / total
  if (loss === 'squared') return mean
  if (loss === 'poisson') return Math.log(Math.max(mean, 1e-12))
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, mean))
  return Math.log(inside / (1 - inside))
}

/** Some rows' outcomes and weights, and their linear predictor so far, in the order of the rows. */
interface Lesson {
  readonly y: Float64Array
  readonly weights: Float64Array | undefined
  readonly eta: Float64Array
  readonly gradients: Float64Array
  readonly curvatures: Float64Array
}

function lessonOf(
  y: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array,
  start: number,
): Lesson {
  return {
    y: Float64Array.from(rows, (row) => y[row]),
    weights: weights && Float64Array.from(rows, (row) => weights[row]),
    eta: new Float64Array(rows.length).fill(start),
    gradients: new Float64Array(rows.length),
    curvatures: new Float64Array(rows.length),
  }
}

function derivativesOf(loss: Loss, lesson: Lesson): Lesson {
  const { y, weights, eta, gradients, curvatures } = lesson
  for (let k = 0; k < y.length; k++) {
    const w = weights ? weights[k] : 1
    if (loss === 'squared') {
      gradients[k] = w * (y[k] - eta[k])
      curvatures[k] = w
    } else {
      const mean = loss === 'logistic' ? expit(eta[k]) : Math.exp(Math.min(eta[k], 30))
      gradients[k] = w * (y[k] - mean)
      curvatures[k] = w * Math.max(loss === 'logistic' ? mean * (1 - mean) : mean, 1e-9)
    }
  }
  return lesson
}

/** Mean loss; half squared error, or minus the log likelihood. */
function lossOf(loss: Loss, { eta, y, weights }: Lesson): number {
  let sum = 0
  let total = 0
  for (let k = 0; k < y.length; k++) {
    const w = weights ? weights[k] : 1
    const e = eta[k]
    total += w
    if (loss === 'squared') sum += 0.5 * w * (y[k] - e) ** 2
    else if (loss === 'logistic') sum += w * (Math.max(e, 0) + Math.log1p(Math.exp(-Math.abs(e))) - y[k] * e)
    else sum += w * (Math.exp(Math.min(e, 30)) - y[k] * e)
  }
  return sum / total
}
