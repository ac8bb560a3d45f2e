import { describe, expect, it } from 'vitest'
import { RecordScanner } from '../../src-main/ingest/formats/text/record-scanner.ts'

interface Scanned {
  readonly line: number
  readonly fields: readonly string[]
}

function scan(text: string, { delimiter = ',', chunk = text.length, longest = 1000 } = {}): Scanned[] {
  const scanner = new RecordScanner({ delimiter, quote: '"', longest })
  const found: Scanned[] = []
  const drain = () => {
    while (scanner.next()) {
      const fields = scanner.unclosed ? ['<unclosed>'] : scanner.fields.slice(0, scanner.count)
      found.push({ line: scanner.line, fields })
    }
  }
  for (let at = 0; at < text.length; at += chunk) {
    scanner.push(text.slice(at, at + chunk))
    drain()
  }
  scanner.end()
  drain()
  return found
}

const fieldsOf = (text: string, options = {}) => scan(text, options).map(({ fields }) => fields)

describe('records', () => {
  it('end at LF, CRLF and CR alike, the last one without any', () => {
    expect(fieldsOf('a,b\nc,d\r\ne,f\rg,h')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ])
  })

  it('keep delimiters, line ends and doubled quotes inside quotes', () => {
    expect(fieldsOf('"a,1","b\n2","c ""3"""\nd,e,f')).toEqual([
      ['a,1', 'b\n2', 'c "3"'],
      ['d', 'e', 'f'],
    ])
  })

  it('know the line of the file on which they start, over quoted line ends and blank lines', () => {
    const text = 'h\n\n"a\nb\r\nc"\r\nx\n\n\r\ny'
    expect(scan(text).map(({ line }) => line)).toEqual([1, 3, 6, 9])
  })

  it('are the same however the text is cut into chunks', () => {
    const text = 'a,"b\r\n""c""",\r\n"",d"e,f\r\r\n"g"h,i,'
    const whole = scan(text)
    for (let chunk = 1; chunk < text.length; chunk++) expect(scan(text, { chunk })).toEqual(whole)
  })

  it('read a quote inside an unquoted field as text, and text after a closing quote as more of the field', () => {
    expect(fieldsOf('5" pipe,x\n"a"b,c')).toEqual([
      ['5" pipe', 'x'],
      ['ab', 'c'],
    ])
  })

  it('lose one line only to a quote that is never closed', () => {
    expect(scan('a,b\n"c,d\ne,f\ng,h')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['<unclosed>'] },
      { line: 3, fields: ['e', 'f'] },
      { line: 4, fields: ['g', 'h'] },
    ])
  })

  it('lose one line only to a quote that is still open at the limit', () => {
    const rest = Array.from({ length: 100 }, (_, i) => `${i},${i}`)
    const found = scan(`a,b\n"c,d\n${rest.join('\n')}`, { longest: 100, chunk: 40 })
    expect(found[1]).toEqual({ line: 2, fields: ['<unclosed>'] })
    expect(found).toHaveLength(102)
  })

  it('may be separated by runs of spaces', () => {
    expect(fieldsOf('  1  2.5 x\n3 4 "y z"  \n', { delimiter: ' ' })).toEqual([
      ['1', '2.5', 'x'],
      ['3', '4', 'y z'],
    ])
  })

  it('longer than the limit are refused by the line on which they start', () => {
    expect(() => scan(`a\nb\n${'x'.repeat(300)}`, { longest: 100, chunk: 20 })).toThrow(
      'INGEST_LINE_TOO_LONG {"line":3,"limit":100}',
    )
  })
})
