import type { Warning } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Column } from '../numeric/columns.ts'
import { nearOne } from './far-from-zero.ts'
import { readable } from './readable.ts'

/** Rows of equal weight that weights must be worth, at least; and the share of all rows below which a warning says so. */
const leastWorth = 3
const fewWorth = 0.05

/** Rows that stand for nobody are left out: what counts rows would count them, and ranges and bins reach out for them. */
export function withWeight(keep: Int32Array | null, rows: number, column: Column | undefined) {
  const warnings: Warning[] = []
  if (column?.kind !== 'number') return { keep, warnings }
  const considered = keep ?? Int32Array.from({ length: rows }, (_, i) => i)
  const left = considered.filter((row) => column.values[row] !== 0)
  // Nobody left, or below zero: the weights themselves are refused.
  if (left.length === considered.length || left.length === 0) return { keep, warnings }
  const count = considered.length - left.length
  const message = words('warning_rows_without_weight', { count, column: column.name })
  return { keep: left, warnings: [{ code: 'ROWS_WITHOUT_WEIGHT_LEFT_OUT', message }] satisfies Warning[] }
}

/** Weights near 1, in the ratios that the column has them. */
export function readWeights(column: Column): Float64Array {
  if (column.kind !== 'number') throw fail('EFFECTS_WEIGHTS_INVALID', { column: column.name })
  let sum = 0
  for (const value of column.values) {
    if (!(value >= 0)) throw fail('EFFECTS_WEIGHTS_INVALID', { column: column.name })
    sum += value
  }
  if (!(sum > 0)) throw fail('EFFECTS_WEIGHTS_INVALID', { column: column.name })
  return nearOne(column.values)
}

/**
 * Weights that rest on a few rows, by Kish's (1965) effective sample size (Σw)²/Σw²: refused where they leave less than
 * three rows, since no error can then be told.
 */
export function concentrationWarnings(
  weights: Float64Array | undefined,
  column: string | undefined,
): Warning[] {
  if (!weights || column === undefined) return []
  let sum = 0
  let squares = 0
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  const worth = sum ** 2 / squares
  const parameters = { column, rows: weights.length, worth: readable(worth) }
  if (worth < leastWorth) throw fail('EFFECTS_WEIGHTS_CONCENTRATED', parameters)
  if (worth >= fewWorth * weights.length) return []
  return [{ code: 'WEIGHTS_CONCENTRATED', message: words('warning_weights_concentrated', parameters) }]
}
