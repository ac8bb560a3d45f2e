import type { FileMetaData, RowGroup } from 'hyparquet'
import { type Monitor, partOf } from '../../../contract/monitor.ts'
import { damageOf } from '../../cells.ts'
import type { ByteSource } from '../../file-bytes.ts'
import type { CellDamage, RowPass, RowRecord } from '../file-format.ts'
import { ColumnCells } from './column-cells.ts'
import type { ParquetColumn } from './parquet-columns.ts'
import { asParquetError } from './parquet-errors.ts'

/** Rows of a Parquet file, row group by row group and page by page: memory holds a page of each wanted column. */
export class ParquetRows implements RowPass, RowRecord {
  readonly record: RowRecord = this
  readonly fields: string[]
  readonly count: number
  line = 0
  damaged = false
  private readonly path: string
  private readonly source: ByteSource
  private readonly metadata: FileMetaData
  private readonly columns: readonly ParquetColumn[]
  /** Places of the columns that are read. */
  private readonly wanted: readonly number[]
  private chunks: readonly ColumnCells[] = []
  private ready = 0

  constructor(
    path: string,
    source: ByteSource,
    metadata: FileMetaData,
    columns: readonly ParquetColumn[],
    wanted: readonly boolean[] | null,
  ) {
    this.path = path
    this.source = source
    this.metadata = metadata
    this.columns = columns
    this.count = columns.length
    this.fields = columns.map(() => '')
    this.wanted = columns.map((_, place) => place).filter((place) => wanted === null || wanted[place])
  }

  async *pieces(monitor: Monitor): AsyncGenerator<void, void, undefined> {
    const reading = partOf(monitor, 0, 0.95)
    const all = Math.max(1, Number(this.metadata.num_rows))
    for (const group of this.metadata.row_groups) {
      for await (const _ of this.group(group, Number(group.num_rows), reading)) {
        yield
        reading.report(Math.min(1, this.line / all))
      }
    }
    for await (const _ of this.source.chunks(partOf(monitor, 0.95, 1)));
  }

  /** Pieces of one row group, at most so many rows of it. */
  async *group(group: RowGroup, rows: number, monitor: Monitor): AsyncGenerator<void, void, undefined> {
    const inGroup = Number(group.num_rows)
    this.chunks = this.wanted.map((place) => {
      const column = this.columns[place]
      const meta = group.columns[column.chunk].meta_data!
      return new ColumnCells(this.source.slice, column, meta, inGroup)
    })
    for (let left = Math.min(rows, inGroup); left > 0; ) {
      for (const chunk of this.chunks) {
        if (chunk.available > 0) continue
        monitor.check()
        await this.attempt(() => chunk.nextPage())
      }
      const ready = Math.min(left, ...this.chunks.map((chunk) => chunk.available))
      left -= ready
      this.ready = ready
      this.damaged = this.chunks.some((chunk) => chunk.damaged)
      yield
    }
  }

  next(): boolean {
    if (this.ready === 0) return false
    this.ready--
    this.line++
    const { wanted, chunks, fields } = this
    for (let index = 0; index < wanted.length; index++) {
      const chunk = chunks[index]
      fields[wanted[index]] = chunk.cells[chunk.at++]
    }
    return true
  }

  fault(): null {
    return null
  }

  damageAt(place: number): CellDamage | null {
    return damageOf(this.fields[place])
  }

  raw(): string {
    return this.fields.join(',')
  }

  hash(): string {
    return this.source.hash()
  }

  close(): Promise<void> {
    return this.source.close()
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      throw asParquetError(this.path, error)
    }
  }
}
