import { serialText } from './date-formats.ts'
import { unescaped } from './shared-strings.ts'
import type { Workbook } from './workbook-parts.ts'
import type { XmlReader } from './xml.ts'

/** A row of a sheet that has any value: its cells up to the last one with a value. */
export interface SheetRow {
  /** From 1. */
  readonly number: number
  readonly cells: readonly string[]
  /** Places of cells that hold an error, such as #REF!; null where none does. */
  readonly errors: readonly number[] | null
}

/** Excel's own limit. */
const mostColumns = 16_384

/** Turns a sheet's XML into rows of text: dates as year, month and day, formulas as what was last calculated of them. */
export class SheetReader implements XmlReader {
  /** Rows that were read since they were last taken. */
  rows: SheetRow[] = []
  /** Some formula has no value: nobody ever calculated it. */
  uncalculated = false
  private readonly workbook: Workbook
  private number = 0
  private cells: string[] = []
  private errors: number[] | null = null
  private place = -1
  private kind = 'n'
  private style = -1
  private value = ''
  private hasFormula = false
  /** Depth of elements whose text belongs to the cell's value. */
  private inValue = false
  private aside = 0

  constructor(workbook: Workbook) {
    this.workbook = workbook
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'v' || name === 't') this.inValue = this.aside === 0
    else if (name === 'c') {
      const place = placeOf(attributes.r)
      this.place = place < 0 ? this.place + 1 : place
      this.kind = attributes.t ?? 'n'
      this.style = attributes.s === undefined ? -1 : Number(attributes.s)
      this.value = ''
      this.hasFormula = false
    } else if (name === 'row') {
      this.number = attributes.r === undefined ? this.number + 1 : Number(attributes.r)
      this.cells = []
      this.errors = null
      this.place = -1
    } else if (name === 'f') this.hasFormula = true
    else if (name === 'rPh') this.aside++
  }

  text(text: string): void {
    if (this.inValue) this.value += text
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false
    else if (name === 'c') this.keep()
    else if (name === 'rPh') this.aside--
    else if (name === 'row' && this.cells.length > 0) {
      this.rows.push({ number: this.number, cells: this.cells, errors: this.errors })
    }
  }

  private keep(): void {
    const { place, cells } = this
    if (this.value === '') {
      if (this.hasFormula && this.kind !== 'str') this.uncalculated = true
      return
    }
    if (place >= mostColumns) return
    const text = this.textOf()
    if (text.trim() === '') return
    while (cells.length < place) cells.push('')
    cells[place] = text
    if (this.kind === 'e' && text !== '#N/A') {
      this.errors ??= []
      this.errors.push(place)
    }
  }

  private textOf(): string {
    const { value, workbook } = this
    switch (this.kind) {
      case 's':
        return workbook.strings[Number(value)] ?? ''
      case 'b':
        return value === '1' || value === 'true' ? 'true' : 'false'
      case 'n': {
        const number = Number(value)
        const format = workbook.dateFormats[this.style] ?? null
        return format === null ? String(number) : serialText(number, format, workbook.from1904)
      }
      case 'inlineStr':
      case 'str':
        return unescaped(value)
      default:
        return value
    }
  }
}

/** The column of a reference such as `AB12`, from 0; −1 where it is left out. */
function placeOf(reference: string | undefined): number {
  if (reference === undefined) return -1
  let place = 0
  for (let at = 0; at < reference.length; at++) {
    const letter = (reference.charCodeAt(at) & ~32) - 64
    if (letter < 1 || letter > 26) break
    place = place * 26 + letter
  }
  return place - 1
}
