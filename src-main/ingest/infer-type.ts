import type { ColumnType } from '../contract/data.ts'
import { parseBoolean } from './cells.ts'
import { detectTimeFormat } from './detect-time-format.ts'
import { type DecimalMark, parseNumber } from './parse-number.ts'
import { timeReader } from './parse-time.ts'

/**
 * The type that every one of a column's cells (missing ones left out by the caller) fits; of times nine in ten suffice,
 * because a log whose clock failed now and then is still a log. Counted times, as 1569888000, are of type time only
 * where the name says so: most such numbers are identifiers. Where there is no name (null), a narrow stretch of such times says so.
 */
export function inferType(
  name: string | null,
  cells: readonly string[],
  decimal: DecimalMark,
  dayFirst?: boolean,
): ColumnType {
  if (cells.length === 0) return 'text'
  const numeric = cells.every((cell) => !Number.isNaN(parseNumber(cell, decimal)))
  const mayBeTime = !numeric || (name === null ? areCountedTimes(cells) : soundsLikeTime(name))
  if (mayBeTime && isTime(cells, dayFirst)) return 'time'
  if (numeric && !cells.some(losesDigits)) return 'number'
  const levels = new Set(cells)
  if (areBooleans(cells, levels)) return 'boolean'
  const distinct = levels.size
  return distinct <= 50 && distinct <= Math.max(2, cells.length / 5) ? 'category' : 'text'
}

/** Words for true and false; letters only where both are met, since F alone may be anything. */
function areBooleans(cells: readonly string[], levels: ReadonlySet<string>): boolean {
  if (!cells.every((cell) => !Number.isNaN(parseBoolean(cell)))) return false
  return levels.size > 1 || ![...levels].some((level) => level.length === 1 && /[a-z]/i.test(level))
}

/** Whether the cell is a code that a number would not keep: with leading zeros, or longer than a double's 15 digits. */
export function losesDigits(cell: string): boolean {
  return /^0\d/.test(cell) || /^[+-]?\d{16,}$/.test(cell)
}

function isTime(cells: readonly string[], dayFirst?: boolean): boolean {
  return (detectTimeFormat(cells, dayFirst)?.share ?? 0) >= 0.9
}

function soundsLikeTime(name: string): boolean {
  return /time|date|creat|occur|(^|[^a-z])(ts|dt|day|when|at)($|[^a-z])|[a-z](At|On|TS|Ts)$|时间|日期|时刻/i.test(
    name,
  )
}

/** Seconds, milli- or microseconds since 1970 or compact dates, all within twenty years. */
function areCountedTimes(cells: readonly string[]): boolean {
  if (!cells.every((cell) => /^(\d{8}|\d{10}|\d{13}|\d{16})$/.test(cell))) return false
  const found = detectTimeFormat(cells)
  if (found === null || found.share < 1) return false
  const read = timeReader(found.format, 'UTC')
  const times = cells.map(read)
  const span =
    times.reduce((most, time) => Math.max(most, time)) - times.reduce((least, time) => Math.min(least, time))
  return span > 0 && span < 20 * 366 * 86_400e6
}
