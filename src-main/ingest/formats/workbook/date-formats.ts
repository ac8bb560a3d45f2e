/** What a number format shows of a count of days: nothing of it where it is no date. */
export type DateFormat = 'date' | 'time' | 'moment' | null

/** ECMA-376, 18.8.30: the numbers that mean dates and times, those of East Asian Excels among them. */
function builtIn(id: number): DateFormat {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'date'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) return 'time'
  return id === 22 ? 'moment' : null
}

/** What the format with this number, or with this code where the workbook defines it, shows. Elapsed hours are a number. */
export function dateFormat(id: number, code: string | undefined): DateFormat {
  if (code === undefined) return builtIn(id)
  const [positive] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')
  if (/\[(h+|m+|s+)\]/i.test(positive) || /general/i.test(positive)) return null
  const shown = positive.replace(/\[[^\]]*\]/g, '')
  const time = /[hs]/i.test(shown)
  const date = /[yde]/i.test(shown.replace(/e[+-]/gi, '')) || (/m/i.test(shown) && !time)
  if (date) return time ? 'moment' : 'date'
  return time ? 'time' : null
}

const millisecondsADay = 86_400_000

/** Days from Excel's first day to 1970; a workbook from early Macs counts from 1904. */
const epoch1900 = 25_569
const epoch1904 = 24_107

/**
 * A count of days as text, to the millisecond: `2026-03-31`, `2026-03-31 14:05:00`, or the time of day alone. Excel takes 1900 for a leap year:
 * counts before its March are a day further on.
 */
export function serialText(serial: number, format: DateFormat, from1904: boolean): string {
  if (format === null || !Number.isFinite(serial)) return String(serial)
  const leap = !from1904 && serial < 60 ? 1 : 0
  const days = serial + leap - (from1904 ? epoch1904 : epoch1900)
  const date = new Date(Math.round(days * millisecondsADay))
  if (Number.isNaN(date.getTime())) return String(serial)
  const [day, clock] = date.toISOString().replace('.000Z', '').replace('Z', '').split('T')
  if (format === 'time' && serial >= 0 && serial < 1) return clock
  return clock === '00:00:00' && format === 'date' ? day : `${day} ${clock}`
}
