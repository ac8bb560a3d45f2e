import { digitsAt, numberAt } from './digits.ts'
import { timeOfDay } from './time-of-day.ts'
import { zoneToUtc } from './time-zone.ts'

/** How a column writes its times. */
export type TimeFormat =
  /** `2019-10-01`, `2019/10/1 00:00:00 UTC`, `2019-10-01T00:00:00.123+02:00`, `2019年10月1日 8:30`. */
  | { readonly kind: 'year-first' }
  | { readonly kind: 'day-first' }
  | { readonly kind: 'month-first' }
  /** `1 Oct 2019 08:30`, `Oct 1, 2019`, `01/Oct/2019:08:30:00 +0200`, `01-OCT-19`, `Tue Oct  1 08:30:00 +0200 2019`. */
  | { readonly kind: 'named-month' }
  /** `20191001`, `201910010830`, `20191001083000`, `20191001T083000Z`, `20191001 08:30`. */
  | { readonly kind: 'compact' }
  /** Counted from 1970; how many microseconds one is. */
  | { readonly kind: 'unix'; readonly unit: number }

/**
 * A reader of times in one format: microseconds UTC, an integer, or NaN where the cell is no such time. Times without an
 * offset of their own are local to `zone` (IANA). Throws INGEST_TIME_ZONE_UNKNOWN.
 */
export function timeReader(format: TimeFormat, zone: string): (cell: string) => number {
  const toUtc = zoneToUtc(zone)
  if (format.kind === 'unix') return (cell) => unixTime(cell, format.unit)
  const date = dateReaders[format.kind]
  return (written) => {
    const cell = format.kind === 'named-month' ? yearBeforeTime(written) : written
    if (format.kind === 'year-first') {
      const plain = plainTime(cell)
      if (!Number.isNaN(plain)) return cell.length === 19 ? toUtc(plain) : plain
    }
    const length = date(cell)
    if (length < 0) return Number.NaN
    return timeOfDay(cell, length, civilDays(parts.year, parts.month, parts.day) * 86_400e6, toUtc)
  }
}

/**
 * The short way for the forms that nearly all logs have, `2019-10-01 00:00:00`, with T, ` UTC` or `Z`: as if it were UTC;
 * NaN for any other form, right or wrong.
 */
function plainTime(cell: string): number {
  const { length } = cell
  if (length !== 19 && !(length === 20 && cell[19] === 'Z') && !(length === 23 && cell.endsWith(' UTC'))) {
    return Number.NaN
  }
  if (cell.charCodeAt(4) !== 45 || cell.charCodeAt(7) !== 45) return Number.NaN
  if (cell.charCodeAt(13) !== 58 || cell.charCodeAt(16) !== 58) return Number.NaN
  if (cell.charCodeAt(10) !== 32 && cell.charCodeAt(10) !== 84) return Number.NaN
  const year = pair(cell, 0) * 100 + pair(cell, 2)
  const month = pair(cell, 5)
  const day = pair(cell, 8)
  const hour = pair(cell, 11)
  const minute = pair(cell, 14)
  const second = pair(cell, 17)
  const sum = year + month + day + hour + minute + second
  if (Number.isNaN(sum) || hour > 23 || minute > 59 || second > 59) return Number.NaN
  if (taken(year, month, day, length) < 0) return Number.NaN
  return (civilDays(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1e6
}

/** Two digits as a number, NaN where they are none. */
function pair(cell: string, at: number): number {
  const tens = cell.charCodeAt(at) - 48
  const ones = cell.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const parts = { year: 0, month: 0, day: 0 }

/** Each reads a date at the start of the cell into `parts` and says where it ends, −1 where there is none. */
const dateReaders: Record<Exclude<TimeFormat['kind'], 'unix'>, (cell: string) => number> = {
  'year-first': (cell) => {
    if (digitsAt(cell, 0, 4) !== 4 || !isDateSeparator(cell.charCodeAt(4))) return -1
    const year = numberAt(cell, 0, 4)
    const monthLength = digitsAt(cell, 5, 2)
    const dayAt = 5 + monthLength + 1
    const dayLength = digitsAt(cell, dayAt, 2)
    if (monthLength === 0 || dayLength === 0 || !isDateSeparator(cell.charCodeAt(dayAt - 1))) return -1
    const end = dayAt + dayLength
    return taken(
      year,
      numberAt(cell, 5, 5 + monthLength),
      numberAt(cell, dayAt, end),
      afterDaySign(cell, end),
    )
  },
  'day-first': (cell) => yearLast(cell, true),
  'month-first': (cell) => yearLast(cell, false),
  'named-month': (cell) => {
    const match = namedDate.exec(cell)
    if (!match) return -1
    const [text, dayBefore, monthAfter, monthBefore, dayAfter, longYear, shortYear] = match
    const month = monthNames.indexOf((monthAfter ?? monthBefore).slice(0, 3).toLowerCase()) + 1
    const year = longYear === undefined ? fullYear(Number(shortYear)) : Number(longYear)
    return month === 0 ? -1 : taken(year, month, Number(dayBefore ?? dayAfter), text.length)
  },
  compact: (cell) => {
    const length = digitsAt(cell, 0, 15)
    const next = cell.charCodeAt(length)
    const alone = length === cell.length && (length === 8 || length === 12 || length === 14)
    if (!alone && (length !== 8 || (next !== 84 && next !== 32))) return -1
    return taken(numberAt(cell, 0, 4), numberAt(cell, 4, 6), numberAt(cell, 6, 8), 8)
  },
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const namedDate =
  /^(?:[A-Za-z]{3,9},? +)?(?:(\d{1,2})(?:st|nd|rd|th)?[ /-]([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.? {1,2}(\d{1,2})(?:st|nd|rd|th)?)(?:,?[ /-](\d{4})|-(\d{2})(?=$|[ T]))/

/** `Tue Oct  1 08:30:00 +0200 2019`, as C and Twitter write it, with its year before the time; any other cell as it is. */
function yearBeforeTime(cell: string): string {
  return cell.replace(
    /^[A-Za-z]{3} ([A-Za-z]{3} {1,2}\d{1,2}) (\d\d:\d\d:\d\d(?: \S+)?) (\d{4})$/,
    '$1 $3 $2',
  )
}

function fullYear(twoDigits: number): number {
  return twoDigits + (twoDigits < 70 ? 2000 : 1900)
}

function yearLast(cell: string, dayFirst: boolean): number {
  const firstLength = digitsAt(cell, 0, 2)
  const secondAt = firstLength + 1
  const secondLength = digitsAt(cell, secondAt, 2)
  const yearAt = secondAt + secondLength + 1
  const yearLength = digitsAt(cell, yearAt, 4)
  if (firstLength === 0 || secondLength === 0 || (yearLength !== 4 && yearLength !== 2)) return -1
  const separator = cell.charCodeAt(firstLength)
  if (!isDateSeparator(separator) || cell.charCodeAt(yearAt - 1) !== separator) return -1
  const first = numberAt(cell, 0, firstLength)
  const second = numberAt(cell, secondAt, secondAt + secondLength)
  const written = numberAt(cell, yearAt, yearAt + yearLength)
  const year = yearLength === 4 ? written : fullYear(written)
  return dayFirst
    ? taken(year, second, first, yearAt + yearLength)
    : taken(year, first, second, yearAt + yearLength)
}

function taken(year: number, month: number, day: number, end: number): number {
  if (year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1
  parts.year = year
  parts.month = month
  parts.day = day
  return end
}

function unixTime(cell: string, unit: number): number {
  if (!/^-?\d+(?:\.\d*)?(?:[eE]\+?\d+)?$/.test(cell)) return Number.NaN
  const micros = Math.round(Number(cell) * unit)
  return Math.abs(micros) > 7.3e15 ? Number.NaN : micros
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant, days_from_civil). */
function civilDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `-`, `/`, `.`, 年, 月. */
function isDateSeparator(code: number): boolean {
  return code === 45 || code === 47 || code === 46 || code === 0x5e74 || code === 0x6708
}

function afterDaySign(cell: string, at: number): number {
  return cell.charCodeAt(at) === 0x65e5 ? at + 1 : at
}
