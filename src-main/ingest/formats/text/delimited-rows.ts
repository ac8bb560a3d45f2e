import type { SettledDialect } from '../../../contract/data.ts'
import type { Monitor } from '../../../contract/monitor.ts'
import { damageOf } from '../../cells.ts'
import { type ByteSource, openBytes } from '../../file-bytes.ts'
import type { CellDamage, RecordFault, RowPass, RowRecord } from '../file-format.ts'
import { RecordScanner } from './record-scanner.ts'
import { textChunks } from './text-chunks.ts'

interface Layout {
  /** Records before the first row of data. */
  readonly before: number
  readonly width: number
  readonly wanted: readonly boolean[] | null
}

/** Rows of delimited text; the file is never held. */
export async function openDelimitedRows(
  path: string,
  dialect: SettledDialect,
  layout: Layout,
): Promise<RowPass> {
  return new DelimitedRows(await openBytes(path), dialect, layout)
}

class DelimitedRows implements RowPass, RowRecord {
  readonly record: RowRecord = this
  readonly fields: readonly string[]
  private readonly scanner: RecordScanner
  private readonly source: ByteSource
  private readonly dialect: SettledDialect
  private readonly width: number
  private before: number

  constructor(source: ByteSource, dialect: SettledDialect, { before, width, wanted }: Layout) {
    this.scanner = new RecordScanner(wanted === null ? dialect : { ...dialect, wanted })
    this.fields = this.scanner.fields
    this.source = source
    this.dialect = dialect
    this.before = before
    this.width = width
  }

  async *pieces(monitor: Monitor): AsyncGenerator<void, void, undefined> {
    for await (const text of textChunks(this.source.chunks(monitor), this.dialect.encoding)) {
      this.scanner.push(text)
      yield
    }
    this.scanner.end()
    yield
  }

  next(): boolean {
    while (this.scanner.next()) {
      if (this.before === 0) return true
      this.before--
    }
    return false
  }

  get count(): number {
    return this.scanner.count
  }

  get line(): number {
    return this.scanner.line
  }

  get damaged(): boolean {
    return this.scanner.damaged
  }

  fault(): RecordFault | null {
    if (this.scanner.unclosed) return 'INGEST_QUOTE_UNCLOSED'
    return this.isWhole() ? null : 'INGEST_WRONG_FIELD_COUNT'
  }

  /** Whether the record has its fields. Empty ones beyond are a delimiter at the line's end, not another field. */
  private isWhole(): boolean {
    const { scanner, width } = this
    if (scanner.count <= width) return scanner.count === width
    return scanner.raw().endsWith(this.dialect.delimiter.repeat(scanner.count - width))
  }

  damageAt(place: number): CellDamage | null {
    return damageOf(this.fields[place])
  }

  raw(): string {
    return this.scanner.raw()
  }

  hash(): string {
    return this.source.hash()
  }

  close(): Promise<void> {
    return this.source.close()
  }
}
