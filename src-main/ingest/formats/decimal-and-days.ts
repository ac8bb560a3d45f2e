import type { Dialect, SettledDialect } from '../../contract/data.ts'
import { detectTimeFormat } from '../detect-time-format.ts'
import { detectDecimal } from '../parse-number.ts'

/** How the cells of text columns write numbers and dates, where the dialect leaves it open. */
export function decimalAndDays(columns: number, cells: (column: number) => string[], given: Dialect) {
  let dayFirst = given.dayFirst
  let unsure = false
  for (let column = 0; column < columns && dayFirst === undefined; column++) {
    const found = detectTimeFormat(cells(column).slice(0, 200))
    if (!found || (found.format.kind !== 'month-first' && found.format.kind !== 'day-first')) continue
    const sure = detectTimeFormat(cells(column))
    if (sure?.format.kind === 'day-first') dayFirst = true
    else if (sure?.ambiguous) unsure = true
  }
  const every = Array.from({ length: columns }, (_, column) => cells(column).slice(0, 1000))
  const decimal = given.decimal ?? detectDecimal(every.flat())
  return { dayMonthUnsure: unsure, marks: { decimal, dayFirst: dayFirst ?? false } }
}

/** The dialect of a file whose format itself says where cells end, and in which text they are. */
export function dialectOfCells(
  columns: number,
  cells: (column: number) => string[],
  given: Dialect,
  header = true,
): { readonly dialect: SettledDialect; readonly dayMonthUnsure: boolean } {
  const { dayMonthUnsure, marks } = decimalAndDays(columns, cells, given)
  const timeZone = given.timeZone ?? 'UTC'
  return {
    dialect: { encoding: 'utf-8', delimiter: ',', quote: '"', header, timeZone, ...marks },
    dayMonthUnsure,
  }
}
