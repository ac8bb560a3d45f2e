import { digitsAt, isDigit, numberAt } from './digits.ts'

const minute = 60e6
const colon = 58

/**
 * The moment, microseconds UTC, of the local midnight `day` and what stands in the cell from `at` on: a time of day,
 * perhaps an offset from UTC, and nothing more; NaN where that is not so. Without an offset `toUtc` says what local means.
 */
export function timeOfDay(cell: string, at: number, day: number, toUtc: (local: number) => number): number {
  if (at === cell.length) return toUtc(day)
  if (isDigit(cell.charCodeAt(at))) return compactTime(cell, at, day, toUtc)
  at = afterGap(cell, at)
  const run = digitsAt(cell, at, 7)
  if (run === 4 || run === 6) {
    const micros = unseparatedTime(cell, at, run)
    return Number.isNaN(micros) ? micros : withOffset(cell, at + run, day + micros, toUtc)
  }
  if (run > 0 && run < 3 && at + run === cell.length) return hourAlone(cell, at, day, toUtc)
  if (digitsAt(cell, at, 1) === 0 && halfBefore(cell, at) === null) return withOffset(cell, at, day, toUtc)
  const micros = spokenTime(cell, at)
  return Number.isNaN(micros) ? micros : withOffset(cell, end, day + micros, toUtc)
}

/** Whether the cell is a time of day and nothing more. */
export function isTimeOfDay(cell: string): boolean {
  return !Number.isNaN(spokenTime(cell, 0)) && end === cell.length
}

/** Where the time of day that was read last ends. */
let end = 0

/** `8:30`, `08:30:00.123`, `8:30 PM`, `下午8点30分`, as microseconds from midnight. */
function spokenTime(cell: string, at: number): number {
  const before = halfBefore(cell, at)
  if (before !== null) at += 2
  const hourEnd = at + digitsAt(cell, at, 2)
  if (hourEnd === at || !isHourSign(cell.charCodeAt(hourEnd))) return Number.NaN
  let hour = numberAt(cell, at, hourEnd)
  const minuteEnd = hourEnd + 1 + digitsAt(cell, hourEnd + 1, 2)
  if (minuteEnd === hourEnd + 1 && cell.charCodeAt(hourEnd) === colon) return Number.NaN
  const minutes = numberAt(cell, hourEnd + 1, minuteEnd)
  end = minuteEnd
  const seconds = secondsAfterMinutes(cell)
  const half = before ?? halfAfter(cell)
  if (half !== null) {
    if (hour < 1 || hour > 12) return Number.NaN
    hour = (hour % 12) + half
  }
  const micros = (hour * 60 + minutes) * minute + seconds
  return minutes > 59 || seconds > minute || micros > 24 * 60 * minute ? Number.NaN : micros
}

function secondsAfterMinutes(cell: string): number {
  const sign = cell.charCodeAt(end)
  if (sign === 0x5206) end++
  else if (sign === colon) end++
  else return 0
  const secondEnd = end + digitsAt(cell, end, 2)
  if (secondEnd === end) return sign === colon ? Number.NaN : 0
  let micros = numberAt(cell, end, secondEnd) * 1e6
  end = secondEnd
  const mark = cell.charCodeAt(end)
  if (mark === 46 || mark === 44) {
    const fraction = digitsAt(cell, end + 1, 9)
    if (fraction === 0) return Number.NaN
    micros += Math.round(numberAt(cell, end + 1, end + 1 + fraction) * 10 ** (6 - fraction))
    end += 1 + fraction
  }
  if (cell.charCodeAt(end) === 0x79d2) end++
  return micros
}

/** `0830` or `083000` right after a date without separators. */
function compactTime(cell: string, at: number, day: number, toUtc: (local: number) => number): number {
  const micros = unseparatedTime(cell, at, cell.length - at)
  return Number.isNaN(micros) ? micros : toUtc(day + micros)
}

/** `08` after a date: logs that keep only the hour. */
function hourAlone(cell: string, at: number, day: number, toUtc: (local: number) => number): number {
  const hour = numberAt(cell, at, cell.length)
  return hour > 23 ? Number.NaN : toUtc(day + hour * 60 * minute)
}

/** `0830` or `083000`, microseconds from midnight. */
function unseparatedTime(cell: string, at: number, digits: number): number {
  const hour = numberAt(cell, at, at + 2)
  const minutes = numberAt(cell, at + 2, at + 4)
  const seconds = digits >= 6 ? numberAt(cell, at + 4, at + 6) : 0
  if (hour > 23 || minutes > 59 || seconds > 60) return Number.NaN
  return (hour * 60 + minutes) * minute + seconds * 1e6
}

/**
 * `Z`, `UTC`, `GMT`, `+02:00`, `-0500`, `UTC+8`, or nothing: then the time is local. A zone's name may follow in brackets, as Java
 * writes it: the offset says all.
 */
function withOffset(cell: string, at: number, local: number, toUtc: (local: number) => number): number {
  while (cell.charCodeAt(at) === 32) at++
  if (at === cell.length) return toUtc(local)
  const named = at
  if (cell.startsWith('UTC', at) || cell.startsWith('GMT', at)) at += 3
  else if (cell.charCodeAt(at) === 90 || cell.charCodeAt(at) === 122) at++
  if (at === cell.length || (at > named && isZoneName(cell, at))) return local
  const sign = cell.charCodeAt(at)
  if (sign !== 43 && sign !== 45) return Number.NaN
  const hourEnd = at + 1 + digitsAt(cell, at + 1, 2)
  const minuteAt = cell.charCodeAt(hourEnd) === colon ? hourEnd + 1 : hourEnd
  const minuteLength = digitsAt(cell, minuteAt, 2)
  const offsetEnd = minuteAt + minuteLength
  if (hourEnd === at + 1 || minuteLength === 1) return Number.NaN
  if (offsetEnd !== cell.length && !isZoneName(cell, offsetEnd)) return Number.NaN
  const size = numberAt(cell, at + 1, hourEnd) * 60 + numberAt(cell, minuteAt, minuteAt + minuteLength)
  return size > 18 * 60 ? Number.NaN : local - (sign === 43 ? size : -size) * minute
}

/** `[Asia/Shanghai]` at the end. */
function isZoneName(cell: string, at: number): boolean {
  return cell.charCodeAt(at) === 91 && cell.endsWith(']')
}

/** Blanks, `T`, a comma, or the colon of web server logs. */
function afterGap(cell: string, at: number): number {
  for (;;) {
    const code = cell.charCodeAt(at)
    if (code !== 32 && code !== 84 && code !== 116 && code !== 44 && code !== colon) return at
    at++
  }
}

/** 上午 or 下午: hours to add. */
function halfBefore(cell: string, at: number): 0 | 12 | null {
  if (cell.startsWith('上午', at)) return 0
  return cell.startsWith('下午', at) ? 12 : null
}

/** AM or PM after the time: hours to add. */
function halfAfter(cell: string): 0 | 12 | null {
  const at = cell.charCodeAt(end) === 32 ? end + 1 : end
  const letter = cell.charCodeAt(at) | 32
  if ((letter !== 97 && letter !== 112) || (cell.charCodeAt(at + 1) | 32) !== 109) return null
  end = at + 2
  return letter === 97 ? 0 : 12
}

/** `:`, 时, 点. */
function isHourSign(code: number): boolean {
  return code === colon || code === 0x65f6 || code === 0x70b9
}
