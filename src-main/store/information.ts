import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import type { PlaceState } from '../contract/places.ts'
import type { ProjectInformation } from '../contract/project.ts'
import { readAnalyses } from './analyses.ts'
import { readAnalysisTables } from './analysis-tables.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { readGraphHash } from './graph-versions.ts'
import { readLatestRun } from './recommendations.ts'
import { readModels } from './sequence-models.ts'
import { dataHash } from './sources.ts'

/** What the window shows of a project before anything else. */
export function readInformation(connection: ReadingConnection): ProjectInformation {
  return connection.snapshot(() => {
    const { path, encrypted } = connection
    return {
      path,
      name: basename(path, extname(path)),
      encrypted,
      createdAt: Number(connection.value<string>(`SELECT value FROM setting WHERE key = 'created_at'`) ?? 0),
      schemaVersion: connection.value<number>('PRAGMA user_version') ?? 0,
      places: readPlaces(connection),
    }
  })
}

function readPlaces(connection: ReadingConnection): ProjectInformation['places'] {
  const sources = connection.value<number>(`SELECT count(*) FROM source WHERE state = 'published'`) ?? 0
  const run = readLatestRun(connection)
  const report = connection.row<{ results_hash: string }>(
    'SELECT results_hash FROM report ORDER BY id DESC LIMIT 1',
  )
  const tables = readAnalysisTables(connection)
  const imported = tables.some(({ file }) => file !== undefined)
  return {
    data: sources > 0 || imported ? 'ready' : 'empty',
    behaviour: stateOf([...tables, ...readModels(connection)]),
    graph: readGraphHash(connection) === null ? 'empty' : 'ready',
    effects: stateOf(readAnalyses(connection)),
    recommendations: stateOf(run === null ? [] : [run]),
    report: stateOf(report === undefined ? [] : [{ stale: report.results_hash !== resultsHash(connection) }]),
  }
}

function stateOf(results: readonly { readonly stale: boolean }[]): PlaceState {
  if (results.length === 0) return 'empty'
  return results.some(({ stale }) => stale) ? 'stale' : 'ready'
}

/** SHA-256 over everything that a report shows. */
export function resultsHash(connection: ReadingConnection): string {
  const tables = connection.rows(
    'SELECT name, hash, data_hash FROM analysis_table WHERE removed = 0 ORDER BY id',
  )
  const analyses = connection.rows('SELECT id, name FROM analysis WHERE removed = 0 ORDER BY id')
  const run = connection.value(`SELECT max(id) FROM recommendation_run WHERE state = 'published'`)
  const models = connection.rows('SELECT name, hash FROM sequence_model WHERE removed = 0 ORDER BY id')
  const judgements = connection.rows('SELECT kind, user_name, item_name FROM judgement ORDER BY id')
  return createHash('sha256')
    .update(
      JSON.stringify([
        dataHash(connection),
        tables,
        readGraphHash(connection),
        analyses,
        run,
        judgements,
        ...(models.length === 0 ? [] : [models]),
      ]),
    )
    .digest('hex')
}

/** Remembers that a report of the present results was written. */
export function saveReport(
  connection: WritingConnection,
  { path, title, bytes }: { readonly path: string; readonly title: string; readonly bytes: number },
): null {
  connection.transaction(() => {
    connection.run(
      'INSERT INTO report (path, title, bytes, results_hash, created_at) VALUES (?, ?, ?, ?, ?)',
      path,
      title,
      bytes,
      resultsHash(connection),
      Date.now() * 1000,
    )
  })
  return null
}
