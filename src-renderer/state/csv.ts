/** Cells that begin like this are run as formulas by spreadsheets. */
const formula = /^[=+\-@\t\r]/
const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Rows as CSV with a byte-order mark, for spreadsheets; what would run as a formula is neutralised, real numbers stay. */
export function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(value: string | number): string {
  const text = String(value)
  const safe = formula.test(text) && !numeric.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
