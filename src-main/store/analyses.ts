import type { Analysis } from '../contract/analyses.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import { readAnalysisTable } from './analysis-tables.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { keepFollowUp, type NewFollowUp } from './follow-ups.ts'
import { readGraphHash } from './graph-versions.ts'
import { fromStored, toStored } from './stored-json.ts'

/** An analysis as it comes from its job; the store gives it a number and a time. */
export type FinishedAnalysis = Omit<Analysis, 'id' | 'createdAt' | 'stale'>

/** Keeps an analysis, with what was worked out beside it. `tableHash` is that of the table it was computed from. */
export function saveAnalysis(
  connection: WritingConnection,
  {
    analysis,
    tableHash,
    followUps = [],
  }: {
    readonly analysis: FinishedAnalysis
    readonly tableHash: string
    readonly followUps?: readonly NewFollowUp[]
  },
): Analysis {
  return connection.transaction(() => {
    const { adjustment, request, name } = analysis
    const id = connection.run(
      `INSERT INTO analysis (name, created_at, table_name, table_hash, graph_hash, content) VALUES (?, ?, ?, ?, ?, ?)`,
      name,
      Date.now() * 1000,
      request.table,
      tableHash,
      adjustment.graphVersion === null ? null : hashOfVersion(connection, adjustment.graphVersion),
      toStored(analysis),
    ).lastId
    for (const followUp of followUps) keepFollowUp(connection, id, followUp)
    recordEdit(connection, 'analysis.added', words('edit_analysis_added', { name }), { id })
    return readAnalysis(connection, id)
  })
}

function hashOfVersion(connection: ReadingConnection, version: number): string {
  const hash = connection.value<string>('SELECT hash FROM graph_version WHERE version = ?', version)
  if (hash === undefined) throw fail('PROJECT_GRAPH_VERSION_UNKNOWN', { version })
  return hash
}

interface AnalysisRow {
  readonly id: number
  readonly name: string
  readonly created_at: number
  readonly table_name: string
  readonly table_hash: string
  readonly graph_hash: string | null
  readonly content: string
}

const selectAnalyses =
  'SELECT id, name, created_at, table_name, table_hash, graph_hash, content FROM analysis WHERE removed = 0'

/**
 * Every analysis, the oldest first. Stale where its table was rebuilt differently, is itself stale or is gone, or where
 * the graph that chose its adjustment set says something else by now.
 */
export function readAnalyses(connection: ReadingConnection): readonly Analysis[] {
  return connection.snapshot(() => {
    const isStale = staleness(connection)
    return connection
      .rows<AnalysisRow>(`${selectAnalyses} ORDER BY id`)
      .map((row) => analysisOf(row, isStale))
  })
}

/** Throws PROJECT_ANALYSIS_UNKNOWN. */
export function readAnalysis(connection: ReadingConnection, id: number): Analysis {
  return connection.snapshot(() => {
    const row = connection.row<AnalysisRow>(`${selectAnalyses} AND id = ?`, id)
    if (row === undefined) throw fail('PROJECT_ANALYSIS_UNKNOWN', { id })
    return analysisOf(row, staleness(connection))
  })
}

function analysisOf(row: AnalysisRow, isStale: (row: AnalysisRow) => boolean): Analysis {
  return {
    ...fromStored<FinishedAnalysis>(row.content),
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    stale: isStale(row),
  }
}

function staleness(connection: ReadingConnection): (row: AnalysisRow) => boolean {
  const graph = readGraphHash(connection)
  return (row) =>
    isTableChanged(connection, row.table_name, row.table_hash) ||
    (row.graph_hash !== null && row.graph_hash !== graph)
}

/** Whether a result made from the table of this name and hash no longer stands on the present data. */
export function isTableChanged(connection: ReadingConnection, name: string, hash: string): boolean {
  const known = connection.value<number>(
    'SELECT 1 FROM analysis_table WHERE name = ? AND hash = ?',
    name,
    hash,
  )
  return known === undefined || readAnalysisTable(connection, name).stale
}

/** Throws PROJECT_ANALYSIS_UNKNOWN. */
export function renameAnalysis(
  connection: WritingConnection,
  { id, name }: { readonly id: number; readonly name: string },
): null {
  return connection.transaction(() => {
    const from = nameOf(connection, id)
    if (from === name) return null
    setAnalysisName(connection, id, name)
    const what = words('edit_analysis_renamed', { from, to: name })
    recordEdit(connection, 'analysis.renamed', what, { id, from, to: name })
    return null
  })
}

/** Undo brings it back. Throws PROJECT_ANALYSIS_UNKNOWN. */
export function removeAnalysis(connection: WritingConnection, { id }: { readonly id: number }): null {
  return connection.transaction(() => {
    const name = nameOf(connection, id)
    setAnalysisRemoved(connection, id, true)
    recordEdit(connection, 'analysis.removed', words('edit_analysis_removed', { name }), { id })
    return null
  })
}

function nameOf(connection: ReadingConnection, id: number): string {
  const name = connection.value<string>('SELECT name FROM analysis WHERE id = ? AND removed = 0', id)
  if (name === undefined) throw fail('PROJECT_ANALYSIS_UNKNOWN', { id })
  return name
}

/** Without a trace in the history, for the history itself. */
export function setAnalysisName(connection: WritingConnection, id: number, name: string): void {
  connection.run('UPDATE analysis SET name = ? WHERE id = ?', name, id)
}

/** Without a trace in the history, for the history itself. */
export function setAnalysisRemoved(connection: WritingConnection, id: number, removed: boolean): void {
  connection.run('UPDATE analysis SET removed = ? WHERE id = ?', removed ? 1 : 0, id)
}
