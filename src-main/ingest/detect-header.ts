import { isMissing, trimmed } from './cells.ts'
import { parseNumber } from './parse-number.ts'

/** Whether the first record names the columns: its cells differ in kind from those below, or never come again. */
export function detectHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = records
  if (!first) return false
  const cells = first.map(trimmed)
  if (rest.length === 0) return cells.every((cell) => !isMeasured(cell))
  let score = new Set(cells).size < cells.length ? -0.5 : 0
  for (const [index, cell] of cells.entries()) {
    const below = rest.map((record) => trimmed(record[index] ?? '')).filter((value) => !isMissing(value))
    if (below.length === 0 || cell === '') continue
    const measured = below.filter(isMeasured).length > below.length * 0.8
    if (measured) score += isMeasured(cell) ? -1 : 1
    else if (isMeasured(cell) || below.includes(cell)) score -= 1
    else score += new Set(below).size <= below.length / 2 ? 0.5 : 0.1
  }
  return score > 0
}

/** A number, or a date or time of any format. */
export function isMeasured(cell: string): boolean {
  return !Number.isNaN(parseNumber(cell, '.')) || /^[\d.,:/\-+TZ ]*\d[\d.,:/\-+TZ ]*( UTC)?$/.test(cell)
}

/** The most frequent number of fields. */
export function usualCount(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  let usual = 0
  for (const [length, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = length
  return usual
}
