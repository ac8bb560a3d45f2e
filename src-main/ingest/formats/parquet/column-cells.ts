import type { ColumnMetaData, DecodedArray, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { damageOf } from '../../cells.ts'
import type { Primitive } from './cell-text.ts'
import { codecs } from './codecs.ts'
import type { ParquetColumn } from './parquet-columns.ts'

/** Bytes of a column that are read at once, unless a page is larger. */
const windowBytes = 512 * 1024

/** Larger than any writer makes pages; what claims more is made to fill memory. */
const largestPage = 512 * 1024 * 1024
const mostValues = 32 * 1024 * 1024

type ReadAt = (from: number, length: number) => Promise<Buffer>

/** The cells of one column of one row group, a page at a time: memory holds a page and the column's dictionary. */
export class ColumnCells {
  /** The page at hand; missing cells are ''. */
  cells: readonly string[] = []
  /** Some of them hold what no text has. */
  damaged = false
  /** The first one that was not taken yet. */
  at = 0
  private readonly readAt: ReadAt
  private readonly column: ParquetColumn
  private readonly meta: ColumnMetaData
  private readonly end: number
  private from: number
  private left: number
  private window: Buffer = Buffer.alloc(0)
  private windowFrom = 0
  private dictionary: readonly string[] | null = null
  private dictionaryDamaged = false

  constructor(readAt: ReadAt, column: ParquetColumn, meta: ColumnMetaData, rows: number) {
    this.readAt = readAt
    this.column = column
    this.meta = meta
    const first = Number(meta.data_page_offset)
    const dictionary = Number(meta.dictionary_page_offset ?? 0)
    this.from = dictionary > 0 && dictionary < first ? dictionary : first
    this.end = this.from + Number(meta.total_compressed_size)
    this.left = rows
  }

  get available(): number {
    return this.cells.length - this.at
  }

  /** Reads the next page of values. Throws RangeError where the column ends before its rows do. */
  async nextPage(): Promise<void> {
    for (;;) {
      if (this.from >= this.end) throw new RangeError('a column has fewer values than its row group')
      const header = await this.header()
      const size = header.compressed_page_size
      if (!(size >= 0 && size <= this.end - this.from))
        throw new RangeError('a page reaches beyond its column')
      if (!(header.uncompressed_page_size <= largestPage)) throw new RangeError('a page is too large')
      const page = await this.bytes(size)
      this.from += size
      if (header.type === 'DICTIONARY_PAGE') this.readDictionary(header, page)
      else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
        this.cells = this.readCells(header, page)
        this.at = 0
        this.left -= this.cells.length
        if (this.left < 0) throw new RangeError('a column has more values than its row group')
        if (this.cells.length > 0) return
      }
    }
  }

  /** Reads a page's header, however long the statistics in it are, and goes past it. */
  private async header(): Promise<PageHeader> {
    for (let length = 16 * 1024; ; length *= 16) {
      const bytes = await this.bytes(Math.min(length, this.end - this.from))
      const reader = { view: viewOf(bytes), offset: 0 }
      try {
        const header = parquetHeader(reader)
        this.from += reader.offset
        return header
      } catch (error) {
        if (!(error instanceof RangeError) || this.from + length >= this.end) throw error
      }
    }
  }

  private readDictionary(header: PageHeader, page: Buffer): void {
    const count = header.dictionary_page_header?.num_values ?? 0
    const { type, codec } = this.meta
    const bytes = decompressPage(page, header.uncompressed_page_size, codec, codecs)
    if (!(count <= mostValues)) throw new RangeError('a dictionary is too large')
    const reader = { view: viewOf(bytes), offset: 0 }
    const values = readPlain(reader, type, count, this.column.schemaPath[1].element.type_length)
    this.dictionary = Array.from(values as ArrayLike<Primitive>, (value) => this.textOf(value))
    this.dictionaryDamaged = this.anyDamaged(this.dictionary)
  }

  private readCells(header: PageHeader, page: Buffer): readonly string[] {
    const first = header.data_page_header
    const second = header.data_page_header_v2
    const count = (first ?? second)?.num_values
    if (count === undefined || !(count >= 0 && count <= mostValues))
      throw new RangeError('a page is too large')
    const { schemaPath } = this.column
    const { type, codec } = this.meta
    const [, { element, path: pathInSchema }] = schemaPath
    const decoder = {
      type,
      codec,
      element,
      pathInSchema,
      schemaPath,
      compressors: codecs,
      parsers: DEFAULT_PARSERS,
    }
    const read = first
      ? readDataPage(decompressPage(page, header.uncompressed_page_size, codec, codecs), first, decoder)
      : readDataPageV2(page, header, decoder)
    const encoding = (first ?? second)?.encoding ?? ''
    const inDictionary = encoding.endsWith('_DICTIONARY')
    return this.withGaps(this.texts(read.dataPage, inDictionary), read.definitionLevels, count)
  }

  private texts(values: DecodedArray, inDictionary: boolean): string[] {
    const { dictionary } = this
    const texts = new Array<string>(values.length)
    if (inDictionary) {
      if (dictionary === null) throw new RangeError('a column lacks its dictionary')
      for (let at = 0; at < texts.length; at++) texts[at] = dictionary[values[at] as number]
      if (texts.includes(undefined as never)) throw new RangeError('a value is beyond its dictionary')
      this.damaged = this.dictionaryDamaged
      return texts
    }
    for (let at = 0; at < texts.length; at++) texts[at] = this.textOf(values[at] as Primitive)
    this.damaged = this.anyDamaged(texts)
    return texts
  }

  private anyDamaged(texts: readonly string[]): boolean {
    return this.column.declared === 'text' && texts.some((text) => damageOf(text) !== null)
  }

  /** The values with '' wherever the levels say that there is none. */
  private withGaps(texts: string[], levels: readonly number[] | undefined, count: number): readonly string[] {
    if (levels === undefined || levels.length === 0) {
      if (texts.length !== count) throw new RangeError('a page has fewer values than it says')
      return texts
    }
    const cells = new Array<string>(count)
    let value = 0
    for (let at = 0; at < count; at++) cells[at] = levels[at] === 1 ? texts[value++] : ''
    if (value !== texts.length) throw new RangeError('a page has other values than it says')
    return cells
  }

  private textOf(value: Primitive): string {
    return this.column.text(this.meta.type === 'INT96' ? nanosecondsOf(value as bigint) : value)
  }

  /** Bytes from the present place on. */
  private async bytes(length: number): Promise<Buffer> {
    const wanted = { from: this.from, to: this.from + length }
    if (wanted.from < this.windowFrom || wanted.to > this.windowFrom + this.window.length) {
      const size = Math.min(Math.max(length, windowBytes), this.end - this.from)
      this.window = await this.readAt(this.from, size)
      this.windowFrom = this.from
      if (this.window.length < length) throw new RangeError('the file breaks off')
    }
    return this.window.subarray(wanted.from - this.windowFrom, wanted.to - this.windowFrom)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A 96-bit time, Julian day above nanoseconds of the day, as nanoseconds since 1970. */
function nanosecondsOf(value: bigint): bigint {
  return ((value >> 64n) - 2_440_588n) * 86_400_000_000_000n + BigInt.asUintN(64, value)
}
