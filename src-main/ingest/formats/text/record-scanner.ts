import { fail } from '../../../contract/errors.ts'

export interface RecordFormat {
  /** One character. A space stands for any run of spaces, as in tables written for Fortran or R. */
  readonly delimiter: string
  readonly quote: string | null
  /** Longest record in characters. */
  readonly longest?: number
  /** Fields that are of interest; the others are read over and left empty. All where left out. */
  readonly wanted?: readonly boolean[]
}

export const longestRecord = 8 * 1024 * 1024

/** More runaway quotes than this, each read to the limit, and the file is given up. */
const toleratedRunaways = 20

const lineFeed = 10
const carriageReturn = 13

/**
 * Splits text into records of fields (RFC 4180), read one by one: `push` text, then `next` while it is true; after `end`
 * once more. What the RFC leaves open: lone CR ends a line too, blank lines are skipped, a quote inside an unquoted
 * field is text, and so is what follows a closing quote. A quote that is never closed costs its own line only
 * (`unclosed`), not the rest of the file. Holds no more text than a chunk and the longest record.
 */
export class RecordScanner {
  /** The current record's fields: the first `count` of them are its own. */
  readonly fields: string[] = []
  count = 0
  /** Line on which the current record starts, from 1. */
  line = 1
  /** The text at hand holds a NUL or replacement character somewhere. */
  damaged = false
  /** The current record opens a quote that nothing closes; it has no fields. */
  unclosed = false

  private text = ''
  private position = 0
  private nextLine = 1
  private ended = false
  private start = 0
  private stop = 0
  private runaways = 0
  private readonly delimiter: number
  private readonly quote: number
  private readonly quoteText: string
  private readonly collapse: boolean
  private readonly longest: number
  private readonly wanted: readonly boolean[] | null

  constructor(format: RecordFormat) {
    this.delimiter = format.delimiter.charCodeAt(0)
    this.quoteText = format.quote ?? ''
    this.quote = format.quote === null ? -1 : format.quote.charCodeAt(0)
    this.collapse = format.delimiter === ' '
    this.longest = format.longest ?? longestRecord
    this.wanted = format.wanted ?? null
  }

  push(text: string): void {
    this.text = this.position < this.text.length ? this.text.slice(this.position) + text : text
    this.position = 0
    this.damaged = this.text.includes('\0') || this.text.includes('\ufffd')
  }

  /** No more text will come: the last record needs no line end. */
  end(): void {
    this.ended = true
  }

  /** Reads a record. False where the text holds no further whole one. Throws INGEST_LINE_TOO_LONG. */
  next(): boolean {
    this.skipBlank()
    if (this.position >= this.text.length) return false
    this.line = this.nextLine
    this.unclosed = false
    this.count = 0
    this.start = this.position
    const outcome = this.readFields()
    if (outcome === 'whole') return true
    this.nextLine = this.line
    this.count = 0
    const held = this.text.length - this.start
    if (outcome === 'in-quote' && (this.ended || held > this.longest) && this.giveUpLine()) return true
    if (held > this.longest) throw fail('INGEST_LINE_TOO_LONG', { line: this.line, limit: this.longest })
    return false
  }

  /** The current record as written, without its line end. */
  raw(): string {
    return this.text.slice(this.start, this.stop)
  }

  private readFields(): 'whole' | 'partial' | 'in-quote' {
    const { text, delimiter, quote, collapse, ended, fields, wanted } = this
    const length = text.length
    let at = this.start
    let count = 0
    for (;;) {
      if (collapse) while (at < length && text.charCodeAt(at) === delimiter) at++
      let code = at < length ? text.charCodeAt(at) : -1
      if (collapse && count > 0 && (code === lineFeed || code === carriageReturn || (ended && code < 0))) {
        return this.finish(at, count)
      }
      let from = at
      let quoted: string | null = null
      if (code === quote && quote >= 0) {
        const close = this.closingQuote(at + 1)
        if (close < 0) return 'in-quote'
        if (close + 1 >= length && !ended) return 'partial'
        quoted = this.unquoted(at + 1, close)
        at = close + 1
        from = at
      }
      while (at < length) {
        code = text.charCodeAt(at)
        if (code === delimiter || code === lineFeed || code === carriageReturn) break
        at++
      }
      if (at >= length && !ended) return 'partial'
      if (wanted === null || wanted[count]) {
        const tail = at > from ? text.slice(from, at) : ''
        fields[count] = quoted === null ? tail : quoted + tail
      } else fields[count] = ''
      count++
      if (at < length && code === delimiter) at++
      else return this.finish(at, count)
    }
  }

  private finish(at: number, count: number): 'whole' | 'partial' {
    const { text } = this
    this.stop = at
    if (at < text.length) {
      if (text.charCodeAt(at) === carriageReturn) {
        if (at + 1 >= text.length && !this.ended) return 'partial'
        if (text.charCodeAt(at + 1) === lineFeed) at++
      }
      at++
      this.nextLine++
    }
    this.position = at
    this.count = count
    return 'whole'
  }

  private closingQuote(from: number): number {
    const { text, quote, quoteText } = this
    for (;;) {
      const close = text.indexOf(quoteText, from)
      if (close < 0 || text.charCodeAt(close + 1) !== quote) return close
      from = close + 2
    }
  }

  private unquoted(from: number, to: number): string {
    const inside = this.text.slice(from, to)
    this.nextLine += lineEnds(inside)
    return inside.includes(this.quoteText)
      ? inside.replaceAll(this.quoteText + this.quoteText, this.quoteText)
      : inside
  }

  /** Takes the line with the runaway quote as a record of its own; false where that line has no end. */
  private giveUpLine(): boolean {
    const end = this.text.slice(this.start).search(/[\r\n]/)
    if (end < 0 && !this.ended) return false
    if (!this.ended && ++this.runaways > toleratedRunaways) return false
    this.unclosed = true
    this.finish(end < 0 ? this.text.length : this.start + end, 0)
    return true
  }

  private skipBlank(): void {
    const { text } = this
    for (; this.position < text.length; this.position++) {
      const code = text.charCodeAt(this.position)
      if (code === carriageReturn) {
        if (this.position + 1 >= text.length && !this.ended) return
        if (text.charCodeAt(this.position + 1) === lineFeed) this.position++
      } else if (code !== lineFeed) return
      this.nextLine++
    }
  }
}

function lineEnds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  if (text.includes('\r')) count += text.match(/\r(?!\n)/g)?.length ?? 0
  return count
}
