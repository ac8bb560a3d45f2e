import { getLocale } from '../../messages/compiled/runtime.js'

/** What stands for a number that is not there. */
export const missing = '–'

/** An integer with the language's separators. */
export function count(value: number): string {
  return formatter('count', { maximumFractionDigits: 0 }).format(value)
}

/** A measured number with so many significant digits; a true minus sign. */
export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return missing
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const options =
    Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits }
  return minus(formatter(`number${digits}${Math.abs(value) >= 1000}`, options).format(value))
}

/** A measured number with all of its significant digits, zeros at the end among them: −16.0 stands below −15.8. */
export function precise(value: number, digits = 3): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1000) return number(value, digits)
  const options = { minimumSignificantDigits: digits, maximumSignificantDigits: digits }
  return value === 0 ? '0' : minus(formatter(`precise${digits}`, options).format(value))
}

/** A number with its sign, + or −. */
export function signed(value: number, digits = 3): string {
  return value > 0 ? `+${number(value, digits)}` : number(value, digits)
}

/** With so many decimals, whatever the size: for columns that are compared by eye. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing
  return minus(
    formatter(`fixed${decimals}`, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(value),
  )
}

/** A share in [0, 1] as per cent. */
export function percent(share: number, decimals = 1): string {
  return minus(
    formatter(`percent${decimals}`, { style: 'percent', maximumFractionDigits: decimals }).format(share),
  )
}

/** A p-value: never 0. */
export function pValue(value: number): string {
  if (Number.isNaN(value)) return missing
  return value < 0.001 ? '< 0.001' : fixed(value, 3)
}

/** After the letter p in a sentence: "= 0.042", "< 0.001". */
export function pInWords(value: number): string {
  return value < 0.001 ? '<\u00a00.001' : `=\u00a0${pValue(value)}`
}

export function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const step = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  return formatter(`bytes${step}`, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(size / 1000 ** step)
}

/** A length of time in its largest sensible unit. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 90) return unit(Math.max(seconds < 10 ? 0.1 : 1, seconds), 'second', seconds < 10 ? 1 : 0)
  if (seconds < 90 * 60) return unit(seconds / 60, 'minute', 0)
  return unit(seconds / 3600, 'hour', 1)
}

/** Hours as minutes, hours or days. */
export function span(hours: number): string {
  if (hours >= 48 && hours % 24 === 0) return unit(hours / 24, 'day', 0)
  if (hours < 2 && hours > 0) return unit(hours * 60, 'minute', hours < 0.1 ? 1 : 0)
  return unit(hours, 'hour', 1)
}

/** A moment in microseconds UTC, shown in UTC as the log is. */
export function moment(microseconds: number): string {
  return dates('moment', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).format(
    microseconds / 1000,
  )
}

/** The time of day of a moment in microseconds UTC. */
export function timeOfDay(microseconds: number): string {
  return dates('time-of-day', { timeStyle: 'medium', hourCycle: 'h23', timeZone: 'UTC' }).format(
    microseconds / 1000,
  )
}

/** The day of a moment in microseconds UTC. */
export function day(microseconds: number): string {
  return dates('day', { dateStyle: 'medium', timeZone: 'UTC' }).format(microseconds / 1000)
}

/** A moment at a chart's axis: a day, or a time of day with its day at midnight. */
export function axisMoment(date: Date, whole: boolean): string {
  if (whole || date.getTime() % 86_400_000 === 0)
    return dates('axis-day', { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(date)
  return dates('axis-time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }).format(
    date,
  )
}

/** A moment of this machine's clock, in milliseconds. */
export function clock(milliseconds: number): string {
  return dates('clock', { dateStyle: 'medium', timeStyle: 'short' }).format(milliseconds)
}

/** "a, b and c" in the reader's language. */
export function list(names: readonly string[]): string {
  return cached(`list${getLocale()}`, () => new Intl.ListFormat(getLocale())).format(names)
}

/** Sentences of one paragraph, those that are not there left out; after a full-width stop there is no space. */
export function sentences(texts: readonly (string | null)[]): string {
  return texts
    .filter((text) => text !== null && text !== '')
    .reduce<string>((all, text) => all + (all === '' || /[。！？）]$/.test(all) ? '' : ' ') + text, '')
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}

function unit(value: number, name: string, decimals: number): string {
  return formatter(`${name}${decimals}`, {
    style: 'unit',
    unit: name,
    unitDisplay: 'long',
    maximumFractionDigits: decimals,
  }).format(value)
}

/** A true minus sign, and none before what rounds to zero. */
function minus(text: string): string {
  return /^-[0.,]+%?$/.test(text) ? text.slice(1) : text.replace('-', '−')
}

const formatters = new Map<string, unknown>()

function cached<T>(key: string, make: () => T): T {
  const known = formatters.get(key)
  if (known !== undefined) return known as T
  const made = make()
  formatters.set(key, made)
  return made
}

function formatter(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = getLocale()
  return cached(`${locale}.${name}`, () => new Intl.NumberFormat(locale, options))
}

function dates(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = getLocale()
  return cached(`${locale}.date.${name}`, () => new Intl.DateTimeFormat(locale, options))
}
