import type { Dialect } from '../../contract/data.ts'
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
