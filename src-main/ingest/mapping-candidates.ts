import type { ColumnType } from '../contract/data.ts'
import type { Look } from './formats/file-format.ts'
import { parseNumber } from './parse-number.ts'
import { isTimeOfDay } from './time-of-day.ts'

/** What is known of a column when its part is guessed. */
export interface MappingCandidate {
  readonly name: string
  readonly type: ColumnType
  readonly missing: number
  readonly distinct: number
  /** Cells with a value among those looked at. */
  readonly filled: number
  /** Share of cells that are numbers. */
  readonly numeric: number
  /** The different values where they are twenty or fewer, in the order in which they come; else empty. */
  readonly levels: readonly string[]
  /** No cell is a number with a fraction. */
  readonly whole: boolean
  /** Some cell is a number below zero. */
  readonly negative: boolean
  /** The rows counted: consecutive whole numbers from the first row on. */
  readonly rowNumbers: boolean
  /** Days without a time of day. */
  readonly dateOnly: boolean
  /** Times of day without a date. */
  readonly timeOfDay: boolean
  /** Numbers after a `#`. */
  readonly orderNumbers: boolean
}

const mostLevels = 20

export function mappingCandidate(
  look: Look,
  index: number,
  { type, missing }: { readonly type: ColumnType; readonly missing: number },
): MappingCandidate {
  const cells = look.cells(index)
  const first = look.cellsOfRecords(index)
  const some = cells.slice(0, 200)
  const values = new Set(cells)
  const numbers = cells.filter((cell) => !Number.isNaN(parseNumber(cell, look.dialect.decimal))).length
  return {
    name: look.names[index],
    type,
    missing,
    distinct: values.size,
    filled: cells.length,
    numeric: numbers / Math.max(1, cells.length),
    levels: values.size <= mostLevels ? [...values] : [],
    negative:
      numbers > 0 && cells.some((cell) => /^[-(]/.test(cell) && parseNumber(cell, look.dialect.decimal) < 0),
    whole: !some.some((cell) => /^[+-]?\d*[.,]\d+$/.test(cell)),
    rowNumbers: first.length > 2 && missing === 0 && areRowNumbers(first),
    dateOnly: type === 'time' && !some.some((cell) => /[:时点]|^\d{10,}|\d{8}[T ]?\d{4}/.test(cell)),
    timeOfDay: some.length > 0 && some.every(isTimeOfDay),
    orderNumbers: some.length > 0 && some.every((cell) => /^#\d+$/.test(cell)),
  }
}

function areRowNumbers(cells: readonly string[]): boolean {
  const from = Number(cells[0])
  return (from === 0 || from === 1) && cells.every((cell, row) => Number(cell) === from + row)
}
