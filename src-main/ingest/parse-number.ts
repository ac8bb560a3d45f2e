export type DecimalMark = '.' | ','

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const signs =
  '(?:(?:US|HK|NT|CA|AU|S)?\\$|R\\$|[€£¥￥₹₽₩₺฿]|zł|kr\\.?|CNY|RMB|USD|EUR|GBP|CHF|JPY|HKD|AUD|CAD)'
const currencyBefore = new RegExp(`^([+-]?)${signs}\\s*([+-]?)`, 'i')
const unitAfter = new RegExp(`\\s*(?:${signs}|元|円|%|％)$`, 'i')
const manyInChinese = /(\d)\s*(万|亿)$/
const inBrackets = /^\(([^()]+)\)$/
const minusAfter = /^([^-]*\d)-$/
const groupedByComma = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
const groupedByDot = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/
const spacesBetweenDigits = /(\d)[ \u00a0\u202f'’](?=\d{3}(?:\D|$))/g

/**
 * A cell as a finite number, NaN where it is none: plain or scientific, with thousands grouped by comma, dot, space or
 * apostrophe as the decimal mark allows; with a currency before or after it, in per cent (5% is 5), counted in 万 or 亿; negative with a minus
 * on either side or, as accountants write it, in brackets.
 */
export function parseNumber(cell: string, decimal: DecimalMark): number {
  if (decimal === '.' && plain.test(cell)) return finite(cell)
  return dressed(cell, decimal)
}

function dressed(cell: string, decimal: DecimalMark): number {
  if (cell.length > 64 || !hasDigit.test(cell)) return Number.NaN
  const many = manyInChinese.exec(cell)
  let bare = undressed(many === null ? cell : cell.slice(0, many.index + 1))
  if (decimal === ',') {
    if (groupedByDot.test(bare)) bare = bare.replaceAll('.', '')
    else if (bare.includes('.')) return Number.NaN
    bare = bare.replace(',', '.')
  } else if (groupedByComma.test(bare)) bare = bare.replaceAll(',', '')
  if (many !== null) bare += many[2] === '万' ? 'e4' : 'e8'
  return plain.test(bare) ? finite(bare) : Number.NaN
}

/** The digits with their marks and sign. */
function undressed(cell: string): string {
  return cell
    .replace(inBrackets, '-$1')
    .replace(minusAfter, '-$1')
    .replace(unitAfter, '')
    .replace(minusAfter, '-$1')
    .replace(currencyBefore, '$1$2')
    .replace(spacesBetweenDigits, '$1')
}

const hasDigit = /\d/

function finite(text: string): number {
  const value = Number(text)
  return Number.isFinite(value) ? value : Number.NaN
}

/** The decimal mark that more of the cells are written with; a dot where none tells. */
export function detectDecimal(cells: Iterable<string>): DecimalMark {
  let comma = 0
  let dot = 0
  for (const written of cells) {
    if (!hasDigit.test(written) || written.length > 64) continue
    const cell = undressed(written)
    if (/^[+-]?\d*,\d+$/.test(cell) && !/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) comma++
    else if (groupedByDot.test(cell) && cell.includes(',')) comma++
    else if (/^[+-]?\d*\.\d+$/.test(cell)) dot++
  }
  return comma > dot ? ',' : '.'
}
