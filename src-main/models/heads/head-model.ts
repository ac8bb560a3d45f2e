import { leastLossShare, mixed } from '../../effects/nuisance/least-loss-share.ts'
import { elasticNet } from '../../numeric/elastic-net.ts'
import { expit } from '../../numeric/generalised-linear.ts'
import { columnOf, fromColumns, type Matrix, takeRows, times } from '../../numeric/matrix.ts'
import { random, shuffle } from '../../numeric/random.ts'
import { growTrees, type HeadTrees, logOddsOfTrees } from './head-trees.ts'

/** A ridge logistic regression, and trees where these add to it. Heads that were kept before have neither ranges nor trees. */
export interface HeadModel {
  /** What stands for a missing number, by column. */
  readonly means: readonly number[]
  /** Least and greatest of each column among the units that fitted: the line is not drawn beyond. */
  readonly ranges?: readonly (readonly [number, number])[]
  readonly intercept: number
  readonly coefficients: readonly number[]
  readonly trees?: HeadTrees | null
  /** Of the regression in the mean of the two probabilities. */
  readonly linearShare?: number
}

/** Fewer of the rarer outcome than this leave trees nothing to find. */
const treesNeed = 40
const folds = 5
/** The share is chosen on no more rows than these. */
const mostRows = 5000

/**
 * Fits a head on some rows of `x`, where NaN is missing. The regression's penalty is chosen by cross-validation, and so is the share of
 * boosted trees in the probabilities: of each fifth of the rows by what was fitted on the others (`leastLossShare`).
 */
export function fitHead(x: Matrix, y: Float64Array, rows: Int32Array, seed: number): HeadModel {
  const own = takeRows(x, rows)
  const outcome = Float64Array.from(rows, (row) => y[row])
  const { model: linear, penalty } = fitLinear(own, outcome, seed)
  const positives = outcome.reduce((sum, value) => sum + value, 0)
  if (Math.min(positives, outcome.length - positives) < treesNeed)
    return { ...linear, trees: null, linearShare: 1 }
  const stride = Math.ceil(own.rows / mostRows)
  const some = every(own.rows).filter((row) => row % stride === 0)
  const linearShare = shareOfLinear(
    takeRows(own, some),
    Float64Array.from(some, (row) => outcome[row]),
    penalty,
    seed,
  )
  const trees = linearShare === 1 ? null : growTrees(own, outcome, every(own.rows), seed)
  return { ...linear, trees, linearShare }
}

/** Log odds of every row of `x`, before calibration. */
export function logOddsOf(model: HeadModel, x: Matrix): Float64Array {
  const { trees = null, linearShare = 1 } = model
  const linear = linearLogOdds(model, x)
  if (trees === null) return linear
  const grown = logOddsOfTrees(trees, x)
  return mixed(linearShare, linear.map(expit), grown.map(expit)).map((p) => Math.log(p) - Math.log1p(-p))
}

function fitLinear(x: Matrix, outcome: Float64Array, seed: number, given?: number) {
  const means = Array.from({ length: x.columns }, (_, j) => meanOf(columnOf(x, j)))
  const filled = fromColumns(
    x.rows,
    means.map((mean, j) => columnOf(x, j).map((value) => (Number.isNaN(value) ? mean : value))),
  )
  const ranges = means.map((_, j): [number, number] => {
    const values = columnOf(filled, j)
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
  })
  const { intercept, coefficients, penalty } = elasticNet(filled, outcome, undefined, {
    ...{ family: 'logit', mixing: 0, penalties: 20, seed },
    ...(given === undefined ? {} : { penalty: given }),
  })
  return { model: { means, ranges, intercept, coefficients: Array.from(coefficients) }, penalty }
}

function linearLogOdds({ means, ranges, intercept, coefficients }: HeadModel, x: Matrix): Float64Array {
  const columns = means.map((mean, j) => {
    const [low, high] = ranges?.[j] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    return columnOf(x, j).map((value) => (Number.isNaN(value) ? mean : Math.min(high, Math.max(low, value))))
  })
  return times(fromColumns(x.rows, columns), Float64Array.from(coefficients)).map((eta) => eta + intercept)
}

function shareOfLinear(x: Matrix, outcome: Float64Array, penalty: number, seed: number): number {
  const mix = shuffle(every(x.rows), random(seed, 'head folds'))
  const [first, second] = [new Float64Array(x.rows), new Float64Array(x.rows)]
  for (let fold = 0; fold < folds; fold++) {
    const learn = mix.filter((_, at) => at % folds !== fold).sort()
    const judge = mix.filter((_, at) => at % folds === fold).sort()
    const [taught, asked] = [takeRows(x, learn), takeRows(x, judge)]
    const y = Float64Array.from(learn, (row) => outcome[row])
    const linear = linearLogOdds(fitLinear(taught, y, seed, penalty).model, asked)
    const trees = logOddsOfTrees(growTrees(taught, y, every(taught.rows), seed), asked)
    for (const [at, row] of judge.entries()) {
      first[row] = expit(linear[at])
      second[row] = expit(trees[at])
    }
  }
  const judged = { y: outcome, chance: true, weights: undefined, rows: every(x.rows) }
  const share = leastLossShare(judged, { first, second })
  return isSurelyLess(mixed(share, first, second), first, outcome) ? share : 1
}

/** Whether the first probabilities lose less than the second by more than the standard error of the difference. */
function isSurelyLess(first: Float64Array, second: Float64Array, outcome: Float64Array): boolean {
  const loss = (p: number, y: number) => -Math.log(Math.max(1e-12, y === 1 ? p : 1 - p))
  const gains = outcome.map((y, row) => loss(second[row], y) - loss(first[row], y))
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0)
  return mean > Math.sqrt(squares) / gains.length
}

/** Of the known numbers; 0 where none is known. */
function meanOf(values: Float64Array): number {
  let [sum, known] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    known++
  }
  return known === 0 ? 0 : sum / known
}

function every(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row)
}
