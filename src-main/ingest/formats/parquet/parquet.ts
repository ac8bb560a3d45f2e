import { type FileMetaData, parquetMetadataAsync } from 'hyparquet'
import type { Dialect } from '../../../contract/data.ts'
import { fail } from '../../../contract/errors.ts'
import { silent } from '../../../contract/monitor.ts'
import { words } from '../../../contract/words.ts'
import { columnNames } from '../../column-names.ts'
import { type ByteSource, openBytes } from '../../file-bytes.ts'
import { columnCells } from '../column-cells.ts'
import { dialectOfCells } from '../decimal-and-days.ts'
import type { FileFormat, FileStart, Look } from '../file-format.ts'
import { type ParquetColumn, parquetColumns } from './parquet-columns.ts'
import { asParquetError } from './parquet-errors.ts'
import { ParquetRows } from './parquet-rows.ts'

/** Rows that are looked at: from the first row group, and from each of a few spread over the file. */
const firstRows = 5000
const spreadRows = 1000

/** Footers are a few kilobytes; thousands of columns and row groups make some megabytes. */
const largestFooter = 64 * 1024 * 1024

/** Apache Parquet. Types come from the schema; columns that hold lists, structures or bare bytes are left out and named. */
export const parquet: FileFormat = {
  name: 'parquet',
  recognises: ({ head, source }) =>
    source.compression === 'none' && ['PAR1', 'PARE'].includes(head.toString('latin1', 0, 4)),
  look,
}

/**
 * Throws INGEST_PARQUET_TRUNCATED, INGEST_PARQUET_ENCRYPTED, INGEST_PARQUET_DAMAGED, INGEST_PARQUET_UNSUPPORTED, INGEST_NO_ROWS, and
 * INGEST_COLUMNS_NESTED where no column has one value a row.
 */
async function look({ path, source }: FileStart, given: Dialect): Promise<Look> {
  const metadata = await readMetadata(path, source)
  const { columns, leftOut } = parquetColumns(metadata)
  if (columns.length === 0) throw fail('INGEST_COLUMNS_NESTED', { path, columns: leftOut.join(', ') })
  const rows = Number(metadata.num_rows)
  if (rows === 0) throw fail('INGEST_NO_ROWS', { path })
  const written = columns.map(({ name }) => name)
  const { records, spread } = await readSamples(path, source, metadata, columns)
  const cells = (column: number) => columnCells(spread, column)
  const textCells = (column: number) => (columns[column].declared === 'text' ? cells(column) : [])
  const { dayMonthUnsure, dialect } = dialectOfCells(columns.length, textCells, given)
  return {
    path,
    size: source.size,
    format: 'parquet',
    compression: 'none',
    dialect,
    sheets: [],
    rows,
    names: columnNames(written, columns.length),
    written,
    declared: columns.map(({ declared }) => declared),
    leftOut,
    warnings: [
      ...(leftOut.length > 0 ? [words('inspect_columns_nested', { columns: leftOut.join(', ') })] : []),
      ...(dayMonthUnsure ? [words('inspect_day_month_unsure')] : []),
    ],
    records,
    cells,
    cellsOfRecords: (column) => columnCells(records, column),
    open: async (wanted) => new ParquetRows(path, await openBytes(path), metadata, columns, wanted),
  }
}

async function readMetadata(path: string, source: ByteSource): Promise<FileMetaData> {
  const ends = await source.slice(source.size - 8, 8)
  const magic = ends.toString('latin1', 4)
  if (magic === 'PARE') throw fail('INGEST_PARQUET_ENCRYPTED', { path })
  if (magic !== 'PAR1' || source.size < 12) throw fail('INGEST_PARQUET_TRUNCATED', { path })
  if (ends.readUInt32LE(0) > largestFooter) throw fail('INGEST_PARQUET_DAMAGED', { path })
  try {
    const metadata = await parquetMetadataAsync({ byteLength: source.size, slice: sliceOf(source) })
    for (const { columns } of metadata.row_groups) {
      for (const { file_path: elsewhere, meta_data: meta, crypto_metadata: secret } of columns) {
        if (secret !== undefined || meta === undefined) throw fail('INGEST_PARQUET_ENCRYPTED', { path })
        if (elsewhere) throw fail('INGEST_PARQUET_UNSUPPORTED', { path, what: elsewhere })
      }
    }
    return metadata
  } catch (error) {
    throw asParquetError(path, error)
  }
}

/** As hyparquet asks for bytes: a buffer of their own. */
function sliceOf(source: ByteSource) {
  return async (from: number, to = source.size): Promise<ArrayBuffer> => {
    const { buffer, byteOffset, byteLength } = await source.slice(from, to - from)
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
  }
}

/** The first rows, and those together with some from a quarter, half, three quarters and the end of the row groups. */
async function readSamples(
  path: string,
  source: ByteSource,
  metadata: FileMetaData,
  columns: readonly ParquetColumn[],
) {
  const groups = metadata.row_groups.filter((group) => group.num_rows > 0)
  const places = new Set([0.25, 0.5, 0.75, 1].map((share) => Math.floor((groups.length - 1) * share)))
  places.delete(0)
  const records = await readSample(path, source, metadata, columns, groups.slice(0, 1), firstRows)
  const further = [...places].map((place) => groups[place])
  const spread = await readSample(path, source, metadata, columns, further, spreadRows)
  return { records, spread: [...records, ...spread] }
}

async function readSample(
  path: string,
  source: ByteSource,
  metadata: FileMetaData,
  columns: readonly ParquetColumn[],
  groups: FileMetaData['row_groups'],
  most: number,
): Promise<string[][]> {
  const pass = new ParquetRows(path, source, metadata, columns, null)
  const records: string[][] = []
  for (const group of groups) {
    for await (const _ of pass.group(group, most, silent)) while (pass.next()) records.push([...pass.fields])
  }
  return records
}
