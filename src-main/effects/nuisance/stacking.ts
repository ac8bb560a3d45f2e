import { fitAdditiveSpline, predictAdditiveSpline } from '../../numeric/additive-spline.ts'
import { boost, predictBoosted } from '../../numeric/trees/boosting.ts'
import { takeDesign, takeValues } from '../study.ts'
import { boostingShape } from './boosting-shape.ts'
import type { Learner } from './learners.ts'
import { leastLossShare, mixed } from './least-loss-share.ts'

/** Above this nothing is fitted again with the rows held out. */
const manyRows = 20_000
/** Curves know enough from so many rows. */
const rowsForCurves = 12_000

/** Additive curves (Wood 2017) of the design's columns. */
export const spline: Learner = ({ design, y, chance, weights, train, predict }) => {
  const rows = thinned(train, rowsForCurves)
  const model = fitAdditiveSpline(
    chance ? 'logit' : 'linear',
    takeDesign(design, rows).x,
    takeValues(y, rows),
    weights && takeValues(weights, rows),
  )
  return predictAdditiveSpline(model, takeDesign(design, predict).x)
}

export const boosting: Learner = ({ binned, y, chance, weights, train, predict, seed }) =>
  predictBoosted(
    boost(binned, y, weights, train, { ...boostingShape(train.length, chance), seed }),
    binned,
    predict,
  )

/**
 * Additive curves and boosted trees, averaged with the share that predicts best rows which neither saw (van der Laan,
 * Polley and Hubbard 2007, of two learners): curves have the smooth part right in small samples, trees find steps and
 * interactions. The loss is squared error, of chances the log likelihood.
 */
export const stacking: Learner = (lesson) => {
  const { train, predict } = lesson
  const many = train.length > manyRows
  const every = many ? 10 : 4
  if (train.length < 8 * every) return spline(lesson)
  const learn = train.filter((_, k) => k % every !== 0)
  const held = train.filter((_, k) => k % every === 0)
  const all = Int32Array.from([...held, ...predict])
  const trees = boosting({ ...lesson, train: learn, predict: many ? all : held })
  const curves = spline({ ...lesson, train: learn, predict: many ? all : held })
  const share = leastLossShare({ ...lesson, rows: held }, { first: curves, second: trees })
  const last = { ...lesson, predict }
  const finalTrees = many ? trees.slice(held.length) : share < 1 ? boosting(last) : null
  const finalCurves = many ? curves.slice(held.length) : share > 0 ? spline(last) : null
  if (!finalTrees) return finalCurves!
  if (!finalCurves) return finalTrees
  return mixed(share, finalCurves, finalTrees)
}

/** Every k-th row, so that at most `most` are left: rows stand in an order that means nothing. */
function thinned(rows: Int32Array, most: number): Int32Array {
  const step = Math.ceil(rows.length / most)
  return step > 1 ? rows.filter((_, k) => k % step === 0) : rows
}
