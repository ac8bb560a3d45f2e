import { basename } from 'node:path'
import type { AnalysisTableSummary } from '../../contract/behaviour.ts'
import type { Params } from '../../contract/methods.ts'
import { partOf } from '../../contract/monitor.ts'
import type { UnitTableCheck, unitTableMethods } from '../../contract/unit-tables.ts'
import { words } from '../../contract/words.ts'
import { compareLevels } from '../../effects/design-matrix.ts'
import { readUnitTable, type UnitTable } from '../../ingest/read-unit-table.ts'
import { checkedColumns, firstRows, summarisedColumn } from '../../ingest/unit-table-facts.ts'
import { untreatedArm } from '../../ingest/untreated-arm.ts'
import { type BuiltTable, hashTable } from '../../store/analysis-tables.ts'
import { readTableRejectedPage } from '../../store/import-table.ts'
import type { Context, Handlers } from '../handler.ts'
import { onSheet } from './data.ts'

/** Rows, and rejected ones, that a check shows. */
const shownRows = 100

/** Rejected rows that cross to the storage thread at once. */
const rejectedPerBatch = 10_000

export const unitTableHandlers: Handlers<typeof unitTableMethods> = {
  'data.checkTable': check,
  'data.importTable': importTable,
  'data.tableRejected': (params, context) => readTableRejectedPage(context.project().reader, params),
}

async function check(
  { sheet, ...request }: Params<'data.checkTable'>,
  { monitor }: Context,
): Promise<UnitTableCheck> {
  const dialect = onSheet(request.dialect, sheet)
  const { table, columns, file, rejected } = await readUnitTable({ ...request, dialect }, monitor)
  return {
    file,
    columns: checkedColumns(table, columns),
    preview: firstRows(table, shownRows),
    rejectedRows: rejected.slice(0, shownRows),
  }
}

/** Reads the whole file, then keeps it a column at a time; nothing of it is seen before all of it is kept. */
async function importTable(
  { name, sheet, ...request }: Params<'data.importTable'>,
  { monitor, project }: Context,
): Promise<AnalysisTableSummary> {
  const { write } = project()
  const dialect = onSheet(request.dialect, sheet)
  const read = await readUnitTable({ ...request, dialect }, partOf(monitor, 0, 0.8))
  const summary = summarised(read, name ?? nameOf(request.path))
  const { table, rejected } = read
  const hash = hashTable(table)
  const { table: id } = await write('beginTable', { summary, rows: table.rows, hash })
  try {
    for (const [position, column] of table.columns.entries()) {
      monitor.report(0.8 + (0.2 * position) / table.columns.length, words('phase_keeping_table'))
      await write('appendTableColumn', { table: id, position, column })
      monitor.check()
    }
    for (let from = 0; from < rejected.length; from += rejectedPerBatch) {
      const batch = rejected.slice(from, from + rejectedPerBatch)
      await write('appendTableRejected', { table: id, from, rejected: batch })
      monitor.check()
    }
    return await write('publishTable', { table: id })
  } catch (error) {
    await write('abandonTable', { table: id })
    throw error
  }
}

function nameOf(path: string): string {
  return (
    basename(path).replace(/(\.(csv|tsv|txt|parquet|xlsx|jsonl|ndjson))?(\.(gz|zip))?$/i, '') ||
    basename(path)
  )
}

function summarised({ table, columns, file }: UnitTable, name: string): BuiltTable {
  return {
    name,
    definition: null,
    file,
    considered: file.rows,
    ...twoArms(file.arms),
    notEligible: 0,
    alreadyTreated: 0,
    cutOff: 0,
    columns: table.columns.map((column, index) => ({
      ...summarisedColumn(column, columns[index]),
      measured: null,
    })),
    warnings: [],
  }
}

/** Of two arms the one that an analysis takes for the treated one, where nothing else is said. */
function twoArms(arms: UnitTable['file']['arms']): Pick<BuiltTable, 'treated' | 'untreated'> {
  if (arms?.length !== 2) return { treated: 0, untreated: 0 }
  const ordered = [...arms].sort((a, b) => compareLevels(a.arm, b.arm))
  const untreated = untreatedArm(ordered.map(({ arm }) => arm))
  return { treated: ordered[1 - untreated].rows, untreated: ordered[untreated].rows }
}
