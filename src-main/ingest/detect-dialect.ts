import { isMissing, trimmed } from './cells.ts'
import { parseNumber } from './parse-number.ts'
import { RecordScanner } from './record-scanner.ts'

const looked = 200
const delimiters = [',', '\t', ';', '|'] as const
const otherDelimiters = /[;\t|]/

/** The first records of a text; the last one only where the text ends there. */
export function firstRecords(
  text: string,
  format: { delimiter: string; quote: string | null },
  whole: boolean,
  most = Number.POSITIVE_INFINITY,
): string[][] {
  const scanner = new RecordScanner(format)
  const records: string[][] = []
  scanner.push(text)
  while (records.length < most && scanner.next()) records.push(scanner.fields.slice(0, scanner.count))
  if (whole && records.length < most) {
    scanner.end()
    while (records.length < most && scanner.next()) records.push(scanner.fields.slice(0, scanner.count))
  }
  return records
}

/** The delimiter that splits the first records most evenly; a comma where none splits them. */
export function detectDelimiter(text: string, quote: string | null, whole: boolean): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    const score = evenness(firstRecords(text, { delimiter, quote }, whole, looked), delimiter)
    if (score > best.score) best = { delimiter, score }
  }
  if (best.score > 0.5) return best.delimiter
  const spaced = evenness(firstRecords(text, { delimiter: ' ', quote }, whole, looked), ' ')
  return spaced > 0.99 ? ' ' : best.delimiter
}

/** Share of records with the usual number of fields, times the share of cells in which no other delimiter is left. */
function evenness(records: readonly string[][], delimiter: string): number {
  if (records.length === 0) return 0
  const usual = usualCount(records)
  if (usual < 2) return 0
  const even = records.filter((record) => record.length === usual)
  let clean = 0
  for (const record of even) {
    for (const cell of record) {
      if (delimiter === ' ' || !otherDelimiters.test(cell.replaceAll(delimiter, ''))) clean++
    }
  }
  const header = records[0].length === usual ? 1 : 0.5
  return (even.length / records.length) * (clean / (even.length * usual)) * header * (1 - 0.01 / usual)
}

/** The most frequent number of fields. */
export function usualCount(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  let usual = 0
  for (const [length, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = length
  return usual
}

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
function isMeasured(cell: string): boolean {
  return !Number.isNaN(parseNumber(cell, '.')) || /^[\d.,:/\-+TZ ]*\d[\d.,:/\-+TZ ]*( UTC)?$/.test(cell)
}

/**
 * Names of columns, all different: the header's where there is one, else `column1`, `column2`, …; so too for unnamed
 * columns. A name's second use becomes `name (2)`.
 */
export function columnNames(header: readonly string[] | null, count: number): string[] {
  const names: string[] = []
  const used = new Set<string>()
  for (let index = 0; index < count; index++) {
    const written = header ? trimmed(header[index] ?? '') : ''
    const wanted = written === '' ? `column${index + 1}` : written
    let name = wanted
    for (let use = 2; used.has(name); use++) name = `${wanted} (${use})`
    used.add(name)
    names.push(name)
  }
  return names
}
