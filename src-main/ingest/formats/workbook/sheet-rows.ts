import { type Monitor, partOf } from '../../../contract/monitor.ts'
import { damageOf } from '../../cells.ts'
import type { ByteSource } from '../../file-bytes.ts'
import type { ZipArchive } from '../../zip-archive.ts'
import type { CellDamage, RecordFault, RowPass, RowRecord } from '../file-format.ts'
import { SheetReader, type SheetRow } from './sheet-reader.ts'
import type { Sheet, Workbook } from './workbook-parts.ts'
import { xmlPush } from './xml.ts'

/** Rows of one sheet as its XML comes; rows without any value are none. */
export async function* sheetRows(
  path: string,
  archive: ZipArchive,
  sheet: Sheet,
  reader: SheetReader,
  monitor?: Monitor,
): AsyncGenerator<readonly SheetRow[], void, undefined> {
  const push = xmlPush(path, reader)
  const taken = () => reader.rows.splice(0)
  for await (const chunk of archive.chunks(sheet.part, monitor)) {
    push.write(chunk)
    if (reader.rows.length > 0) yield taken()
  }
  push.end()
  if (reader.rows.length > 0) yield taken()
}

interface Opened {
  readonly path: string
  readonly source: ByteSource
  readonly archive: ZipArchive
  readonly workbook: Workbook
  readonly sheet: Sheet
}

/** A pass over a sheet from the row after its header on. */
export class SheetRows implements RowPass, RowRecord {
  readonly record: RowRecord = this
  fields: string[]
  count: number
  line = 0
  damaged = false
  private readonly opened: Opened
  private readonly width: number
  /** Rows up to this one stand before the data. */
  private readonly after: number
  private rows: readonly SheetRow[] = []
  private at = 0
  private errors: readonly number[] | null = null
  private tooWide = false

  constructor(opened: Opened, width: number, after: number) {
    this.opened = opened
    this.width = width
    this.count = width
    this.after = after
    this.fields = new Array<string>(width).fill('')
  }

  async *pieces(monitor: Monitor): AsyncGenerator<void, void, undefined> {
    const { path, archive, source, sheet, workbook } = this.opened
    const reader = new SheetReader(workbook)
    for await (const rows of sheetRows(path, archive, sheet, reader, partOf(monitor, 0, 0.95))) {
      this.rows = rows
      this.at = 0
      yield
    }
    for await (const _ of source.chunks(partOf(monitor, 0.95, 1)));
  }

  next(): boolean {
    while (this.at < this.rows.length) {
      const { number, cells, errors } = this.rows[this.at++]
      if (number <= this.after) continue
      const { fields, width } = this
      for (let place = 0; place < width; place++) fields[place] = cells[place] ?? ''
      this.line = number
      this.errors = errors
      this.damaged = errors !== null || cells.some((cell) => damageOf(cell) !== null)
      this.tooWide = cells.length > width
      this.count = this.tooWide ? cells.length : width
      return true
    }
    return false
  }

  fault(): RecordFault | null {
    return this.tooWide ? 'INGEST_WRONG_FIELD_COUNT' : null
  }

  damageAt(place: number): CellDamage | null {
    return this.errors?.includes(place) ? 'INGEST_CELL_ERROR' : damageOf(this.fields[place])
  }

  raw(): string {
    const { at, rows } = this
    return rows[at - 1].cells.join(',')
  }

  hash(): string {
    return this.opened.source.hash()
  }

  async close(): Promise<void> {
    this.opened.archive.close()
    await this.opened.source.close()
  }
}
