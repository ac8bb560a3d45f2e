import { fail } from '../contract/errors.ts'

const quarterHour = 900_000_000
const remembered = 200_000

/**
 * From local time to UTC in an IANA zone, both as microseconds since 1970. A local time that a clock change skips or
 * repeats is read by the offset before the change. Throws INGEST_TIME_ZONE_UNKNOWN.
 */
export function zoneToUtc(zone: string): (local: number) => number {
  if (/^(utc|gmt|etc\/utc|etc\/gmt|z)$/i.test(zone)) return (local) => local
  const offsetAt = zoneOffset(zone)
  const offsets = new Map<number, number>()
  return (local) => {
    const quarter = Math.floor(local / quarterHour)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      offset = localOffset(quarter * quarterHour, offsetAt)
      if (offsets.size > remembered) offsets.clear()
      offsets.set(quarter, offset)
    }
    return local - offset
  }
}

function localOffset(local: number, offsetAt: (utc: number) => number): number {
  const before = offsetAt(local - 86_400e6)
  const after = offsetAt(local - before)
  return offsetAt(local - after) === after ? after : before
}

/** The zone's distance from UTC in microseconds at a moment in UTC; zones change at whole quarters of an hour. */
function zoneOffset(zone: string): (utc: number) => number {
  const format = formatOf(zone)
  return (utc) => {
    const whole = Math.floor(utc / quarterHour) * quarterHour
    const parts: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(whole / 1000)) parts[type] = Number(value)
    const { year, month, day, hour, minute, second } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) * 1000 - whole
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw fail('INGEST_TIME_ZONE_UNKNOWN', { zone })
  }
}
