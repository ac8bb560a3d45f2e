import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FollowUps } from '../../src-main/contract/follow-ups.ts'
import type { Graph } from '../../src-main/contract/graph.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { readAnalyses, removeAnalysis, renameAnalysis, saveAnalysis } from '../../src-main/store/analyses.ts'
import {
  loadAnalysisTable,
  readAnalysisTablePage,
  readAnalysisTables,
  saveAnalysisTable,
} from '../../src-main/store/analysis-tables.ts'
import type { WritingConnection } from '../../src-main/store/connection.ts'
import { forgetEdits } from '../../src-main/store/edits/history.ts'
import { readFollowUpRows, readFollowUps, saveFollowUp } from '../../src-main/store/follow-ups.ts'
import {
  readCurrentGraph,
  readGraphVersions,
  readKeptGraph,
  redoGraph,
  restoreGraph,
  saveGraph,
  undoGraph,
} from '../../src-main/store/graph-versions.ts'
import { readInformation, saveReport } from '../../src-main/store/information.ts'
import { createProject, openProject } from '../../src-main/store/open.ts'
import {
  appendRecommendations,
  beginRecommendationRun,
  eachRecommendation,
  type FinishedRun,
  publishRecommendationRun,
  readLatestRun,
  readRecommendationPage,
  readRecommendedUser,
} from '../../src-main/store/recommendations.ts'
import { dataHash } from '../../src-main/store/sources.ts'
import { removeAnalysisTable } from '../../src-main/store/table-names.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { analysisOf, saveTable, summary, tableOf } from './kept-results.ts'
import { testFolder } from './project-files.ts'

function freshProject() {
  return createProject(join(testFolder(), 'shop.antecedent'), null)
}

describe('an analysis table', () => {
  test('is loaded as it was saved, over many blobs, and its rows are read by page', () => {
    const { connection, close } = freshProject()
    const table = tableOf(150_000)
    const saved = saveTable(connection, table)
    expect(saved).toMatchObject({ ...summary, rows: 150_000, stale: false })
    const loaded = loadAnalysisTable(connection, 'offers')
    expect(loaded).toEqual(table)
    expect(loaded.columns.every((column) => bufferOf(column) instanceof SharedArrayBuffer)).toBe(true)
    const page = readAnalysisTablePage(connection, { table: 'offers', offset: 65_534, limit: 4 })
    expect(page).toEqual({
      total: 150_000,
      offset: 65_534,
      rows: [65_534, 65_535, 65_536, 65_537].map((row) => ({
        spent: row % 3 === 0 ? null : row + 0.5,
        offer: 1,
        segment: ['neu', 'treu', '忠诚'][(row % 4) - 1] ?? null,
      })),
    })
    expect(readAnalysisTablePage(connection, { table: 'offers', offset: 200_000, limit: 5 }).rows).toEqual([])
    expect(() => loadAnalysisTable(connection, 'none')).toThrow(/PROJECT_TABLE_UNKNOWN/)
    close()
  })

  test('of one name replaces the other, cells and all; equal rows have equal hashes', () => {
    const { connection, close } = freshProject()
    const first = saveTable(connection)
    expect(saveTable(connection).hash).toBe(first.hash)
    expect(saveTable(connection, tableOf(5, 1)).hash).not.toBe(first.hash)
    expect(readAnalysisTables(connection)).toHaveLength(1)
    removeAnalysisTable(connection, { table: 'offers' })
    expect(readAnalysisTables(connection)).toEqual([])
    forgetEdits(connection, {})
    expect(connection.value('SELECT count(*) FROM analysis_cells')).toBe(0)
    close()
  })

  test('is stale once the data changed, and was at once where they changed meanwhile', () => {
    const { connection, close } = freshProject()
    const hashBefore = dataHash(connection)
    saveTable(connection)
    importEvents(connection, shopLog(10), 'a')
    expect(readAnalysisTables(connection)[0].stale).toBe(true)
    expect(saveTable(connection).stale).toBe(false)
    expect(saveAnalysisTable(connection, { summary, table: tableOf(5), dataHash: hashBefore }).stale).toBe(
      true,
    )
    close()
  })
})

function bufferOf(column: Table['columns'][number]) {
  return column.kind === 'number' ? column.values.buffer : column.codes.buffer
}

const roles = { treatments: ['a'], outcomes: ['b'], adjusted: [] }

function graphOf(...ids: string[]): Graph {
  return {
    type: 'dag',
    nodes: ids.map((id) => ({ id })),
    edges: [{ from: ids[0], to: ids[1], kind: 'directed' }],
  }
}

describe('the graph', () => {
  test('is empty at first', () => {
    const { connection, close } = freshProject()
    expect(readCurrentGraph(connection)).toEqual({
      graph: { type: 'dag', nodes: [], edges: [] },
      roles: { treatments: [], outcomes: [], adjusted: [] },
      version: 0,
      undo: null,
      redo: null,
    })
    expect(undoGraph(connection, {})).toEqual(redoGraph(connection, {}))
    close()
  })

  test('is undone and redone edit by edit, also after the project was closed', () => {
    const { connection, close, path } = freshProject()
    const edits = ['add a', 'add b', 'add c'].map((edit, index) => ({
      edit,
      graph: graphOf('a', 'b', `c${index}`),
    }))
    for (const { edit, graph } of edits) saveGraph(connection, { graph, roles, edit })
    undoGraph(connection, {})
    expect(undoGraph(connection, {})).toEqual({
      graph: edits[0].graph,
      roles,
      version: 1,
      undo: 'add a',
      redo: 'add b',
    })
    close()
    const again = openProject(path, null)
    expect(redoGraph(again.connection, {})).toMatchObject({ version: 2, undo: 'add b', redo: 'add c' })
    expect(redoGraph(again.connection, {})).toMatchObject({ version: 3, graph: edits[2].graph, redo: null })
    expect(redoGraph(again.connection, {})).toMatchObject({ version: 3 })
    for (let times = 0; times < 5; times++) undoGraph(again.connection, {})
    expect(readCurrentGraph(again.connection)).toMatchObject({ version: 0, undo: null, redo: 'add a' })
    again.close()
  })

  test('an edit after undo ends what could be redone, but history keeps it and can bring it back', () => {
    const { connection, close } = freshProject()
    saveGraph(connection, { graph: graphOf('a', 'b'), roles, edit: 'one' })
    saveGraph(connection, { graph: graphOf('a', 'lost'), roles, edit: 'two' })
    undoGraph(connection, {})
    expect(saveGraph(connection, { graph: graphOf('a', 'c'), roles, edit: 'three' })).toMatchObject({
      version: 3,
      undo: 'three',
      redo: null,
    })
    expect(readGraphVersions(connection).map(({ version, current }) => ({ version, current }))).toEqual([
      { version: 3, current: true },
      { version: 2, current: false },
      { version: 1, current: false },
    ])
    expect(restoreGraph(connection, { version: 2 })).toMatchObject({
      version: 4,
      graph: graphOf('a', 'lost'),
    })
    expect(undoGraph(connection, {})).toMatchObject({ version: 3, redo: 'two' })
    expect(undoGraph(connection, {})).toMatchObject({ version: 1, graph: graphOf('a', 'b'), redo: 'three' })
    expect(readKeptGraph(connection, 2)).toMatchObject({ version: 2 })
    expect(() => readKeptGraph(connection, 9)).toThrow(/PROJECT_GRAPH_VERSION_UNKNOWN/)
    expect(() => restoreGraph(connection, { version: 9 })).toThrow(/PROJECT_GRAPH_VERSION_UNKNOWN/)
    close()
  })
})

describe('an analysis', () => {
  test('reads back as it was, with infinities, missing numbers, arrays and words', () => {
    const { connection, close } = freshProject()
    const { hash } = saveTable(connection)
    const saved = saveAnalysis(connection, { analysis: analysisOf(null), tableHash: hash })
    expect(saved).toEqual({ ...analysisOf(null), id: 1, createdAt: saved.createdAt, stale: false })
    renameAnalysis(connection, { id: 1, name: 'Offer' })
    expect(readAnalyses(connection)).toEqual([{ ...saved, name: 'Offer' }])
    removeAnalysis(connection, { id: 1 })
    expect(() => removeAnalysis(connection, { id: 1 })).toThrow(/PROJECT_ANALYSIS_UNKNOWN/)
    close()
  })

  test('keeps what was worked out beside it, rows and all, until it is gone for good', () => {
    const { connection, close } = freshProject()
    const { hash } = saveTable(connection)
    const content = [{ by: [{ column: 'spent', cuts: [1] }], groups: [], test: null, left: Number.NaN }]
    const look = { kind: 'subgroups', content } as const
    const { id } = saveAnalysis(connection, {
      analysis: analysisOf(null),
      tableHash: hash,
      followUps: [look],
    })
    expect(readFollowUps(connection, id)).toMatchObject({ sensitivity: null, subgroups: content })
    const byRow = Float64Array.from([1, Number.NaN, 3])
    const heterogeneity = { n: 3 } as NonNullable<FollowUps['heterogeneity']>
    saveFollowUp(connection, {
      analysis: id,
      followUp: { kind: 'heterogeneity', content: heterogeneity, byRow },
    })
    expect(readFollowUpRows(connection, id, 'heterogeneity')).toEqual(byRow)
    expect(readFollowUps(connection, id).subgroups).toBeNull()
    removeAnalysis(connection, { id })
    expect(readFollowUpRows(connection, id, 'heterogeneity')).toEqual(byRow)
    forgetEdits(connection, {})
    expect(readFollowUpRows(connection, id, 'heterogeneity')).toBeNull()
    expect(() => readFollowUps(connection, id)).toThrow(/PROJECT_ANALYSIS_UNKNOWN/)
    expect(() => saveFollowUp(connection, { analysis: id, followUp: look })).toThrow(
      /PROJECT_ANALYSIS_UNKNOWN/,
    )
    close()
  })

  test('is stale when its table was rebuilt otherwise, when the data changed and when its table is gone', () => {
    const { connection, close } = freshProject()
    const { hash } = saveTable(connection)
    const stale = () => readAnalyses(connection)[0].stale
    saveAnalysis(connection, { analysis: analysisOf(null), tableHash: hash })
    saveTable(connection)
    expect(stale()).toBe(false)
    saveTable(connection, tableOf(5, 1))
    expect(stale()).toBe(true)
    saveTable(connection)
    importEvents(connection, shopLog(10), 'a')
    expect(stale()).toBe(true)
    saveTable(connection)
    expect(stale()).toBe(false)
    removeAnalysisTable(connection, { table: 'offers' })
    expect(stale()).toBe(true)
    close()
  })

  test('whose set came from the graph is stale when the graph says something else, not when it is drawn otherwise', () => {
    const { connection, close } = freshProject()
    const graph = graphOf('a', 'b')
    const { version } = saveGraph(connection, { graph, roles, edit: 'one' })
    const { hash } = saveTable(connection)
    saveAnalysis(connection, { analysis: analysisOf(version), tableHash: hash })
    saveAnalysis(connection, { analysis: analysisOf(null), tableHash: hash })
    const stale = () => readAnalyses(connection).map((analysis) => analysis.stale)
    const moved = { ...graph, nodes: [{ id: 'b', position: { x: 3, y: 4 } }, { id: 'a' }] }
    saveGraph(connection, { graph: moved, roles, edit: 'move b' })
    expect(stale()).toEqual([false, false])
    saveGraph(connection, { graph: { ...graph, edges: [] }, roles, edit: 'cut' })
    expect(stale()).toEqual([true, false])
    undoGraph(connection, {})
    expect(stale()).toEqual([false, false])
    close()
  })
})

const lines = Array.from({ length: 60 }, (_, index) => ({
  user: `user ${Math.floor(index / 3)}`,
  rank: (index % 3) + 1,
  item: `item ${index % 7}`,
  score: 1 / (index + 1),
  effect: 0.1,
  effectStandardError: 0.02,
  causalScore: 0.5,
  because: { words: 'application_name' as const, with: { index } },
}))

function runOf(connection: WritingConnection): FinishedRun {
  return {
    model: 'ease',
    evaluation: [],
    table: 'offers',
    usersConsidered: 21,
    usersExcluded: 1,
    usersListed: 20,
    lines: lines.length,
    seed: 1,
    dataHash: dataHash(connection),
    warnings: [],
  }
}

function publishRun(connection: WritingConnection) {
  const { hash } = saveTable(connection)
  const { run } = beginRecommendationRun(connection, {})
  appendRecommendations(connection, { run, lines: lines.slice(0, 33), users: [] })
  const users = [
    { user: 'user 3', effect: 0.1, effectStandardError: 0.02, excludedBecause: null },
    {
      user: 'put off',
      effect: -0.2,
      effectStandardError: Number.NaN,
      excludedBecause: { words: 'application_name' } as const,
    },
  ]
  appendRecommendations(connection, { run, lines: lines.slice(33), users })
  expect(readLatestRun(connection)?.id).not.toBe(run)
  return publishRecommendationRun(connection, { run, result: runOf(connection), tableHash: hash })
}

describe('recommendations', () => {
  test('are seen once published: by page, by user, by item, one by one', () => {
    const { connection, close } = freshProject()
    expect(readLatestRun(connection)).toBeNull()
    expect(readRecommendationPage(connection, { offset: 0, limit: 5 }).total).toBe(0)
    const run = publishRun(connection)
    expect(run).toMatchObject({ ...runOf(connection), stale: false })
    expect(readRecommendationPage(connection, { offset: 31, limit: 4 })).toEqual({
      total: 60,
      offset: 31,
      rows: lines.slice(31, 35),
    })
    const filters = [{ user: 'user 4' }, { item: 'item 2' }, { user: 'user 4', item: 'item 5' }]
    for (const filter of filters) {
      const expected = lines.filter(
        ({ user, item }) => (filter.user ?? user) === user && (filter.item ?? item) === item,
      )
      expect(readRecommendationPage(connection, { ...filter, offset: 1, limit: 3 })).toEqual({
        total: expected.length,
        offset: 1,
        rows: expected.slice(1, 4),
      })
    }
    expect([...eachRecommendation(connection)]).toEqual(lines)
    expect(readRecommendedUser(connection, 'put off')).toEqual({
      user: 'put off',
      effect: -0.2,
      effectStandardError: Number.NaN,
      excludedBecause: { words: 'application_name' },
    })
    expect(readRecommendedUser(connection, 'nobody')).toBeNull()
    close()
  })

  test('of a run that was never published are gone when the project is opened', () => {
    const { connection, close, path } = freshProject()
    const published = publishRun(connection)
    const { run } = beginRecommendationRun(connection, {})
    appendRecommendations(connection, { run, lines, users: [] })
    expect(readLatestRun(connection)).toEqual(published)
    close()
    const again = openProject(path, null)
    expect(readLatestRun(again.connection)).toEqual(published)
    expect(again.connection.value('SELECT count(*) FROM recommendation')).toBe(60)
    again.close()
  })

  test('are stale when the data or their table changed', () => {
    const { connection, close } = freshProject()
    publishRun(connection)
    saveTable(connection, tableOf(5, 1))
    expect(readLatestRun(connection)?.stale).toBe(true)
    expect(publishRun(connection).stale).toBe(false)
    importEvents(connection, shopLog(5), 'a')
    expect(readLatestRun(connection)?.stale).toBe(true)
    close()
  })
})

test('the places of a project go from empty to ready to stale', () => {
  const { connection, close } = freshProject()
  const places = () => Object.values(readInformation(connection).places)
  expect(places()).toEqual(['empty', 'empty', 'empty', 'empty', 'empty', 'empty'])
  importEvents(connection, shopLog(10), 'a')
  saveGraph(connection, { graph: graphOf('a', 'b'), roles, edit: 'one' })
  const { hash } = saveTable(connection)
  saveAnalysis(connection, { analysis: analysisOf(1), tableHash: hash })
  publishRun(connection)
  saveReport(connection, { path: '/reports/report.html', title: 'Offers', bytes: 1000 })
  expect(places()).toEqual(['ready', 'ready', 'ready', 'ready', 'ready', 'ready'])
  importEvents(connection, shopLog(10, 2), 'b')
  expect(places()).toEqual(['ready', 'stale', 'ready', 'stale', 'stale', 'stale'])
  close()
})
