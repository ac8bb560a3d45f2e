const missingWords = new Set([
  '',
  'NA',
  'N/A',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  'null',
  'NULL',
  'Null',
  'None',
  'nil',
  '\\N',
])

/** Whether a cell says that there is no value: empty, or one of the words that databases, R and Python write for it. */
export function isMissing(cell: string): boolean {
  if (cell.length > 4) return false
  if (cell.length === 0) return true
  const first = cell.charCodeAt(0)
  return (first < 48 || first > 57) && missingWords.has(cell)
}

/** A record's cell without the blanks around it; '' where it is missing or there is no such place (−1). */
export function cellOf(fields: readonly string[], place: number): string {
  if (place < 0) return ''
  const cell = trimmed(fields[place])
  return isMissing(cell) ? '' : cell
}

/** What is wrong with a cell that is kept as text; null where nothing is. */
export function damageOf(cell: string): 'INGEST_NUL_CHARACTER' | 'INGEST_TEXT_DAMAGED' | null {
  if (cell.includes('\0')) return 'INGEST_NUL_CHARACTER'
  return cell.includes('\ufffd') ? 'INGEST_TEXT_DAMAGED' : null
}

/** A cell without the blanks around it, and without what keeps spreadsheets from reading a number: `="0012"` is 0012. */
export function trimmed(cell: string): string {
  const last = cell.length - 1
  if (last < 0) return cell
  const bare = isBlank(cell.charCodeAt(0)) || isBlank(cell.charCodeAt(last)) ? cell.trim() : cell
  return bare.charCodeAt(0) === 61 ? (quotedFormula.exec(bare)?.[1] ?? bare) : bare
}

const quotedFormula = /^="([^"]*)"$/

function isBlank(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0x3000
}

const booleanWords = new Map([
  ...['true', 'yes', 'y', 't', 'on', 'ja', 'oui', '是', '真', '有'].map((word) => [word, 1] as const),
  ...['false', 'no', 'n', 'f', 'off', 'nein', 'non', '否', '假', '无'].map((word) => [word, 0] as const),
])

/** 1, 0, or NaN where the cell is no word for true or false. The digits 1 and 0 count, alone they make no column boolean. */
export function parseBoolean(cell: string): number {
  if (cell === '1' || cell === '0') return cell === '1' ? 1 : 0
  return cell.length > 5 ? Number.NaN : (booleanWords.get(cell.toLowerCase()) ?? Number.NaN)
}

const totalsWords = /^(?:(?:grand|sub)?[ -]?totals?|sum|总计|合计|小计|总和|汇总)\s*[:：]?$/i

/** Whether a cell heads a row of totals, in English or Chinese. */
export function isTotals(cell: string): boolean {
  return cell.length > 1 && cell.length < 14 && totalsWords.test(cell)
}
