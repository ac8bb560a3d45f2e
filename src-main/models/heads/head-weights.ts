import type { Words } from '../../contract/words.ts'
import { columnOf, fromColumns, type Matrix, takeRows } from '../../numeric/matrix.ts'
import { type HeadModel, logOddsOf } from './head-model.ts'

/** Rounding leaves this much of a column that says nothing. */
const negligible = 1e-9
/** A mean over more rows than these says the same. */
const mostRows = 2000
const most = 30

/**
 * By how much a unit's log odds change, in the mean over some rows, as a measure is raised by one standard deviation and the others stay: a
 * regression's own coefficient, and of trees what they make of it. The largest first.
 */
export function weightsOf(head: HeadModel, names: readonly Words[], x: Matrix, rows: readonly number[]) {
  const every = Math.ceil(rows.length / mostRows)
  const some = takeRows(
    x,
    rows.filter((_, at) => at % every === 0),
  )
  // Of the line itself, not of where its ends are.
  const model = { ...head, ranges: undefined }
  const before = mean(logOddsOf(model, some))
  return names
    .map((feature, j) => {
      const spread = deviation(columnOf(takeRows(x, rows), j), head.means[j])
      return {
        feature,
        weight: spread > negligible ? mean(logOddsOf(model, raised(some, j, spread))) - before : 0,
      }
    })
    .filter(({ weight }) => Math.abs(weight) > negligible)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, most)
}

function raised(x: Matrix, column: number, by: number): Matrix {
  return fromColumns(
    x.rows,
    Array.from({ length: x.columns }, (_, j) => {
      const values = columnOf(x, j)
      return j === column ? values.map((value) => value + by) : values
    }),
  )
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of the numbers with the mean where one is missing. */
function deviation(values: Float64Array, centre: number): number {
  const squares = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : (value - centre) ** 2), 0)
  return Math.sqrt(squares / values.length)
}
