import { type Words, words } from '../../contract/words.ts'

/** A length of time in the unit that suits it, two or three digits. `hours` is not a number where nobody knows the unit of `time`. */
export function timeInWords(time: number, hours: number): Words {
  if (Number.isNaN(hours)) return words('time_units', { time: shown(time) })
  if (hours >= 48) return words('time_days', { time: shown(hours / 24) })
  if (hours >= 2) return words('time_hours', { time: shown(hours) })
  if (hours >= 1 / 60) return words('time_minutes', { time: shown(60 * hours) })
  return words('time_seconds', { time: shown(3600 * hours) })
}

function shown(time: number): number {
  return Number(time.toPrecision(time >= 10 ? 3 : 2))
}
