import type { Locale } from '../contract/messages.ts'
import type { Recommendation } from '../contract/recommend.ts'
import { languageOf } from './language.ts'

const columns = [
  'user',
  'rank',
  'item',
  'score',
  'effect',
  'effect_standard_error',
  'causal_score',
  'because',
] as const

/**
 * The list as CSV (RFC 4180, UTF-8, header, CRLF), in chunks of a thousand lines. Cells of text that a spreadsheet would
 * run as a formula are neutralised; numbers are numbers, with a point as decimal mark.
 */
export function* recommendationsCsv(lines: Iterable<Recommendation>, locale: Locale): Generator<string> {
  const { say } = languageOf(locale)
  let chunk = `${columns.join(',')}\r\n`
  let held = 0
  for (const line of lines) {
    const cells = [
      textCell(line.user),
      String(line.rank),
      textCell(line.item),
      String(line.score),
      String(line.effect),
      String(line.effectStandardError),
      String(line.causalScore),
      textCell(say(line.because)),
    ]
    chunk += `${cells.join(',')}\r\n`
    held++
    if (held % 1000 === 0) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

/**
 * Text as a cell that stays text: where it begins with = + - @, a tab or a carriage return, an apostrophe goes before it,
 * unless it is a plain number such as −5 (OWASP, "CSV Injection"). Quoted where RFC 4180 asks for it.
 */
export function textCell(text: string): string {
  const formula = /^[=+\-@\t\r\n]/.test(text) && !/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)
  const safe = formula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
