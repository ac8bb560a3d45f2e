import type { ColumnType, Dialect, RejectedRow, UnitTableMapping } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import type { TableFile } from '../contract/table-file.ts'
import { words } from '../contract/words.ts'
import type { Column, Table } from '../numeric/columns.ts'
import { cellOf, isTotals } from './cells.ts'
import type { CellDamage, RecordFault, RowRecord } from './formats/file-format.ts'
import { shown } from './inspect-file.ts'
import { lookAtFile } from './look-at-file.ts'
import { type UnitColumn, unitColumn } from './unit-columns.ts'
import { armsOf, repeatsOf } from './unit-table-facts.ts'
import { type PlannedColumn, planUnitTable, type UnitTablePlan } from './unit-table-plan.ts'

/** Only this many rejected rows are kept with their cells; all are counted. */
const keptRejections = 100_000

/** Rows after which a cancelled reading stops. */
const rowsPerCheck = 10_000

export interface UnitTableRequest extends UnitTableMapping {
  readonly path: string
  readonly dialect?: Dialect
  /** Types that the analyst chose; the others are inferred. */
  readonly types?: Readonly<Record<string, ColumnType>>
}

export interface UnitTable {
  readonly table: Table
  /** The columns of the table, in its order. */
  readonly columns: readonly PlannedColumn[]
  readonly file: TableFile
  readonly rejected: readonly RejectedRow[]
}

/**
 * Reads a table of one row a unit, once: CSV and its like, as `lookAtFile` detects them where the request leaves it open. The file is never
 * held; memory holds the columns that were asked for. A row with a cell that does not fit its column's type, or that names no unit where a
 * column does, is rejected, so are totals below the table and rows that say nothing of their unit; missing cells are kept as missing.
 *
 * Throws what `lookAtFile` and `planUnitTable` throw; while reading INGEST_LINE_TOO_LONG and the errors of gzip; INGEST_TABLE_TOO_LARGE
 * where memory does not suffice; INGEST_NOTHING_READABLE where no row was accepted; CANCELLED.
 */
export async function readUnitTable(request: UnitTableRequest, monitor: Monitor): Promise<UnitTable> {
  monitor.report(0, words('phase_reading_file'))
  const { path, dialect, types = {}, treatments, outcomes, covariates, unit, cluster, weight } = request
  const look = await lookAtFile(path, dialect)
  const plan = planUnitTable(look, types, { treatments, outcomes, covariates, unit, cluster, weight })
  const reader = new UnitReader(plan, look.names)
  const wanted = look.names.map((name) => plan.columns.some((column) => column.name === name))
  const pass = await look.open(wanted)
  try {
    for await (const _ of pass.pieces(monitor)) {
      while (pass.next()) {
        reader.read(pass.record)
        if (reader.rows % rowsPerCheck === 0) monitor.check()
      }
    }
    const table = reader.finish()
    const file = { path, hash: pass.hash(), dialect: look.dialect, ...described(reader, plan, table) }
    return { table, columns: plan.columns, file, rejected: reader.rejected }
  } catch (error) {
    // What a typed array throws that the machine has no memory for.
    if (error instanceof RangeError) throw fail('INGEST_TABLE_TOO_LARGE', { rows: reader.rows })
    throw error
  } finally {
    await pass.close()
  }
}

function described(reader: UnitReader, plan: UnitTablePlan, table: Table) {
  const reasons = [...reader.reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([code, count]) => ({ code, count, reason: words(`error_${code}`) }))
  if (table.rows === 0) {
    throw fail('INGEST_NOTHING_READABLE', { rows: reader.rows, code: reasons[0]?.code ?? '' })
  }
  const columnOf = (name: string): Column => table.columns.find((column) => column.name === name)!
  const { unit, treatments } = plan.mapping
  return {
    mapping: plan.mapping,
    types: Object.fromEntries(plan.columns.map(({ name, type }) => [name, type])),
    rows: reader.rows,
    rejected: reader.rows - table.rows,
    reasons,
    repeats: unit === undefined ? 0 : repeatsOf(columnOf(unit)),
    arms: armsOf(columnOf(treatments[0])),
  }
}

type RejectionCode =
  | RecordFault
  | CellDamage
  | 'INGEST_UNIT_MISSING'
  | 'INGEST_ATTRIBUTE_UNREADABLE'
  | 'INGEST_TOTALS_ROW'
  | 'INGEST_ROW_EMPTY'

interface Refusal {
  readonly code: RejectionCode
  readonly place: number
}

/** Turns records into rows one after the other, and counts what it refuses. */
class UnitReader {
  rows = 0
  readonly rejected: RejectedRow[] = []
  readonly reasons = new Map<RejectionCode, number>()
  private accepted = 0
  private readonly columns: readonly UnitColumn[]
  private readonly names: readonly string[]

  constructor(plan: UnitTablePlan, names: readonly string[]) {
    this.columns = plan.columns.map(unitColumn)
    this.names = names
  }

  read(record: RowRecord): void {
    this.rows++
    const refusal = this.readCells(record)
    if (refusal !== null) {
      this.reject(record, refusal)
      return
    }
    for (const column of this.columns) column.keep()
    this.accepted++
  }

  /** Reads the record into the columns, or says why it cannot be a row. */
  private readCells(record: RowRecord): Refusal | null {
    const fault = record.fault()
    if (fault !== null) return { code: fault, place: -1 }
    let totals = -1
    let blank = 0
    let said = 0
    for (const column of this.columns) {
      const { place, role, read } = column.plan
      const cell = cellOf(record.fields, place)
      if (cell === '') blank++
      else if (role !== 'unit' && role !== 'cluster') said++
      if (read === null && isTotals(cell)) totals = place
      if (role === 'unit' && cell === '') return { code: 'INGEST_UNIT_MISSING', place }
      const damage = record.damaged && read === null && cell !== '' ? record.damageAt(place) : null
      if (damage !== null) return { code: damage, place }
      if (!column.set(cell)) {
        return { code: isTotals(cell) ? 'INGEST_TOTALS_ROW' : 'INGEST_ATTRIBUTE_UNREADABLE', place }
      }
    }
    if (totals >= 0 && blank > 0) return { code: 'INGEST_TOTALS_ROW', place: totals }
    return said === 0 ? { code: 'INGEST_ROW_EMPTY', place: -1 } : null
  }

  finish(): Table {
    return { rows: this.accepted, columns: this.columns.map((column) => column.finish()) }
  }

  private reject(record: RowRecord, { code, place }: Refusal): void {
    this.reasons.set(code, (this.reasons.get(code) ?? 0) + 1)
    if (this.rejected.length >= keptRejections) return
    const column = place < 0 ? '' : this.names[place]
    const value = shown(place < 0 ? record.raw() : record.fields[place])
    this.rejected.push({ line: record.line, column, value, code, reason: words(`error_${code}`) })
  }
}
