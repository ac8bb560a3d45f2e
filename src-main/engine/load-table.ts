import type { TableReference } from '../contract/table.ts'
import { readTable } from '../ingest/read-table.ts'
import { tableFromColumns } from '../ingest/table-from-columns.ts'
import { wholeEventTable } from '../models/data/event-table.ts'
import type { Table } from '../numeric/columns.ts'
import { loadAnalysisTable } from '../store/analysis-tables.ts'
import { readEventColumns } from '../store/event-columns.ts'
import type { OpenProject, ProjectConnections } from './open-project.ts'

/** The table that a request names: a file, an analysis table of a project, the events of the open one, or its own columns. */
export async function loadTable(
  reference: TableReference,
  project: () => OpenProject,
  connections: ProjectConnections,
): Promise<Table> {
  if ('path' in reference) return await readTable(reference)
  if ('events' in reference) return wholeEventTable(readEventColumns(project().reader))
  if ('columns' in reference) return tableFromColumns(reference.columns)
  if (reference.project === undefined) return loadAnalysisTable(project().reader, reference.table)
  const elsewhere = connections.openElsewhere(reference.project)
  try {
    return loadAnalysisTable(elsewhere, reference.table)
  } finally {
    elsewhere.close()
  }
}
