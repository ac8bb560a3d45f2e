export type DecimalMark = '.' | ','

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const currencyBefore = /^([+-]?)(?:[$€£¥￥₹]|CNY|RMB|USD|EUR|GBP)\s*/i
const currencyAfter = /\s*(?:[$€£¥￥₹元]|CNY|RMB|USD|EUR|GBP)$/i
const groupedByComma = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
const groupedByDot = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/
const spacesBetweenDigits = /(\d)[ \u00a0\u202f'’](?=\d{3}(?:\D|$))/g

/**
 * A cell as a finite number, NaN where it is none: plain or scientific, with thousands grouped by comma, dot, space or
 * apostrophe as the decimal mark allows, with a currency before or after it.
 */
export function parseNumber(cell: string, decimal: DecimalMark): number {
  if (decimal === '.' && plain.test(cell)) return finite(cell)
  return dressed(cell, decimal)
}

function dressed(cell: string, decimal: DecimalMark): number {
  if (cell.length > 64) return Number.NaN
  let bare = cell.replace(currencyBefore, '$1').replace(currencyAfter, '').replace(spacesBetweenDigits, '$1')
  if (decimal === ',') {
    if (groupedByDot.test(bare)) bare = bare.replaceAll('.', '')
    else if (bare.includes('.')) return Number.NaN
    bare = bare.replace(',', '.')
  } else if (groupedByComma.test(bare)) bare = bare.replaceAll(',', '')
  return plain.test(bare) ? finite(bare) : Number.NaN
}

function finite(text: string): number {
  const value = Number(text)
  return Number.isFinite(value) ? value : Number.NaN
}

/** The decimal mark that more of the cells are written with; a dot where none tells. */
export function detectDecimal(cells: Iterable<string>): DecimalMark {
  let comma = 0
  let dot = 0
  for (const cell of cells) {
    if (/^[+-]?\d*,\d+$/.test(cell) && !/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) comma++
    else if (groupedByDot.test(cell) && cell.includes(',')) comma++
    else if (/^[+-]?\d*\.\d+$/.test(cell)) dot++
  }
  return comma > dot ? ',' : '.'
}
