import type { Primitive } from './cell-text.ts'

type Unit = 'MILLIS' | 'MICROS' | 'NANOS'

const unitsASecond: Readonly<Record<Unit, number>> = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 }
const fractionDigits: Readonly<Record<Unit, number>> = { MILLIS: 3, MICROS: 6, NANOS: 9 }
const secondsADay = 86_400

const pairs = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))

/** `2019-10-01 08:30:00.5`, with `Z` where it is a moment in UTC, without where it is local to a zone that the file does not name. */
export function momentText(value: Primitive, unit: Unit, isUtc: boolean): string {
  const { seconds, rest } = split(value as bigint, unit)
  const day = Math.floor(seconds / secondsADay)
  const text = `${dateText(day)} ${timeText(seconds - day * secondsADay)}${fraction(rest, unit)}`
  return isUtc ? `${text}Z` : text
}

/** `08:30:00.5`. */
export function clockText(value: Primitive, unit: Unit): string {
  const { seconds, rest } = split(value as number | bigint, unit)
  return timeText(seconds) + fraction(rest, unit)
}

let latestDay = Number.NaN
let latestDate = ''

/** `2019-10-01`, of days since 1970; logs come day by day, so the one before is remembered. */
export function dateText(day: number): string {
  if (day !== latestDay) {
    latestDay = day
    const date = new Date(day * secondsADay * 1000)
    latestDate = Number.isNaN(date.getTime()) ? `day ${day}` : dateOf(date)
  }
  return latestDate
}

function dateOf(date: Date): string {
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  return `${year}-${pairs[date.getUTCMonth() + 1]}-${pairs[date.getUTCDate()]}`
}

function timeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${pairs[Math.floor(minutes / 60)]}:${pairs[minutes % 60]}:${pairs[seconds % 60]}`
}

function fraction(rest: number, unit: Unit): string {
  return rest === 0 ? '' : `.${String(rest).padStart(fractionDigits[unit], '0')}`
}

/** Whole seconds, and what is over in the unit; exact for any 64-bit count. */
function split(value: number | bigint, unit: Unit): { seconds: number; rest: number } {
  const units = unitsASecond[unit]
  const near = Number(value)
  if (Number.isSafeInteger(near)) {
    const seconds = Math.floor(near / units)
    return { seconds, rest: near - seconds * units }
  }
  const count = BigInt(value)
  const rest = ((count % BigInt(units)) + BigInt(units)) % BigInt(units)
  return { seconds: Number((count - rest) / BigInt(units)), rest: Number(rest) }
}
