import { intervalOf } from '../effects/inference.ts'
import type { Column } from '../numeric/columns.ts'
import { textCell } from './recommendations-csv.ts'

/** Lines in one piece of text. */
const linesPerChunk = 1000

/** Effects by row of a table; NaN where a row has none. */
export interface EffectsByRow {
  /** Names the unit of each row; null where the table has no such column. */
  readonly unit: Column | null
  readonly effects: Float64Array
  /** Null where they were not worked out. */
  readonly standardErrors: Float64Array | null
  /** Intervals hold the truth in 1 − alpha of studies. */
  readonly alpha: number
}

/**
 * Effects as CSV (RFC 4180, UTF-8, header, CRLF), one line a row of the table, in its order and numbered from 1. A row that was left out
 * has empty cells, and so has an error that is not known. Texts that a spreadsheet would run as a formula are neutralised.
 */
export function* effectsCsv({ unit, effects, standardErrors, alpha }: EffectsByRow): Generator<string> {
  const [, reach] = intervalOf(0, 1, alpha)
  const names = ['row', ...(unit === null ? [] : [textCell(unit.name)])]
  let chunk = `${[...names, 'effect', 'standard_error', 'interval_low', 'interval_high'].join(',')}\r\n`
  for (let row = 0; row < effects.length; row++) {
    const error = standardErrors?.[row] ?? Number.NaN
    const effect = effects[row]
    const figures = [effect, error, effect - reach * error, effect + reach * error].map(figure)
    chunk += `${[String(row + 1), ...(unit === null ? [] : [unitAt(unit, row)]), ...figures].join(',')}\r\n`
    if (row % linesPerChunk !== linesPerChunk - 1) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function unitAt(column: Column, row: number): string {
  if (column.kind === 'category') return textCell(column.levels[column.codes[row]] ?? '')
  return figure(column.values[row])
}

function figure(value: number): string {
  return Number.isNaN(value) ? '' : String(value)
}
