import type { Dialect, FileFormatName, SettledDialect } from '../../contract/data.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { Words } from '../../contract/words.ts'
import type { ByteSource, Compression } from '../file-bytes.ts'

/** How one format of files becomes rows of cells. A cell is text whatever the format: what it means is decided once, for all of them. */
export interface FileFormat {
  readonly name: FileFormatName
  /** Whether a file is of this format, by its first bytes (inflated where it is compressed). */
  recognises(start: FileStart): boolean
  /** Looks at the file's start; what the caller's dialect leaves open is found out. */
  look(file: FileStart, given: Dialect): Promise<Look>
}

/** A file that was just opened. */
export interface FileStart {
  readonly path: string
  readonly source: ByteSource
  /** Its first megabyte, inflated; all of it where it is `whole`. */
  readonly head: Buffer
  readonly whole: boolean
}

/** What a file itself says of a column's type. */
export type DeclaredType = 'text' | 'number' | 'integer' | 'boolean' | 'time'

/** The start of a file, read with a dialect in which nothing is open any more. */
export interface Look {
  readonly path: string
  readonly size: number
  readonly format: FileFormatName
  readonly compression: Compression
  readonly dialect: SettledDialect
  /** Names of a workbook's sheets. */
  readonly sheets: readonly string[]
  /** Rows in the whole file where it says so itself. */
  readonly rows: number | null
  /** Unique names in the file's order; `written` are the header's own, null without one. */
  readonly names: readonly string[]
  readonly written: readonly string[] | null
  /** By column: null where the file says nothing, as text never does. */
  readonly declared: readonly (DeclaredType | null)[]
  /** Columns that hold something other than one value a row; they are not among the names. */
  readonly leftOut: readonly string[]
  /** What the analyst should know before the import. */
  readonly warnings: readonly Words[]
  /** Data records from the start, of whatever length. */
  readonly records: readonly (readonly string[])[]
  /** Cells of a column that are not missing, blanks cut: from the start and from places spread over the file. */
  cells(column: number): string[]
  /** The same, from the start alone. */
  cellsOfRecords(column: number): string[]
  /** Opens the file anew for one pass over its rows; cells of columns that are not wanted may be left empty. */
  open(wanted: readonly boolean[] | null): Promise<RowPass>
}

/** One pass over a file's rows. */
export interface RowPass {
  /** The row that `next` came to; the next one overwrites it. */
  readonly record: RowRecord
  /** Makes a piece of the file ready at a time, for `next` to be called until it is false. Reports and heeds the monitor. */
  pieces(monitor: Monitor): AsyncGenerator<void, void, undefined>
  next(): boolean
  /** SHA-256 of the file as it lies on disk; complete once `pieces` has ended. */
  hash(): string
  close(): Promise<void>
}

/** Why a record is no row at all. */
export type RecordFault = 'INGEST_WRONG_FIELD_COUNT' | 'INGEST_QUOTE_UNCLOSED' | 'INGEST_JSON_UNREADABLE'

/** Why a cell cannot be what it says. */
export type CellDamage = 'INGEST_NUL_CHARACTER' | 'INGEST_TEXT_DAMAGED' | 'INGEST_CELL_ERROR'

export interface RowRecord {
  /** The first `count` of them are the record's own. */
  readonly fields: readonly string[]
  readonly count: number
  /** From 1: of text the line, of a workbook the sheet's row, of Parquet the row's number. */
  readonly line: number
  /** Some cell at hand may be damaged; `damageAt` says which. */
  readonly damaged: boolean
  fault(): RecordFault | null
  damageAt(place: number): CellDamage | null
  /** The record as written, or its cells side by side. */
  raw(): string
}
