import { usualCount } from '../../detect-header.ts'
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
