import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ReportDraft } from '../../src-main/contract/report.ts'
import { readAnalyses, removeAnalysis, renameAnalysis, saveAnalysis } from '../../src-main/store/analyses.ts'
import { loadAnalysisTable, readAnalysisTables } from '../../src-main/store/analysis-tables.ts'
import type { ReadingConnection, WritingConnection } from '../../src-main/store/connection.ts'
import {
  forgetEdits,
  readEdits,
  readHistory,
  redoEdit,
  undoEdit,
} from '../../src-main/store/edits/history.ts'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readEventPage } from '../../src-main/store/event-pages.ts'
import { readCurrentGraph, redoGraph, saveGraph, undoGraph } from '../../src-main/store/graph-versions.ts'
import { readInformation, resultsHash } from '../../src-main/store/information.ts'
import { judge, readJudgements, withdrawJudgement } from '../../src-main/store/judgements.ts'
import { migrations } from '../../src-main/store/migrations/migrations.ts'
import { copyProject, createProject, openProject } from '../../src-main/store/open.ts'
import { readReportDraft, saveReportDraft } from '../../src-main/store/report-draft.ts'
import {
  type FinishedModel,
  readModels,
  removeModel,
  renameModel,
  saveModel,
} from '../../src-main/store/sequence-models.ts'
import { readSources, removeSource, renameSource } from '../../src-main/store/sources.ts'
import { removeAnalysisTable, renameAnalysisTable } from '../../src-main/store/table-names.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { analysisOf, saveTable, tableOf } from './kept-results.ts'
import { filesHolding, testFolder } from './project-files.ts'

function freshProject(passphrase: string | null = null) {
  const folder = testFolder()
  return { folder, ...createProject(join(folder, 'shop.antecedent'), passphrase) }
}

const draft: ReportDraft = {
  title: null,
  order: ['data', 'effects'],
  shown: ['data', 'effects'],
  remarks: {},
  analysis: null,
  lines: 50,
  locale: null,
}
const roles = { treatments: [], outcomes: [], adjusted: [] }
const graphOf = (...names: string[]) => ({
  type: 'dag' as const,
  nodes: names.map((id) => ({ id })),
  edges: [],
})

/** One of every kind of edit; the later ones stand on the earlier ones. */
const edits: readonly ((connection: WritingConnection) => unknown)[] = [
  (connection) => importEvents(connection, shopLog(200), 'first'),
  (connection) => importEvents(connection, shopLog(50), 'second'),
  (connection) => renameSource(connection, { source: 1, name: 'spring' }),
  (connection) => removeSource(connection, { source: 2 }),
  (connection) => saveTable(connection),
  (connection) =>
    saveAnalysis(connection, {
      analysis: analysisOf(null),
      tableHash: readAnalysisTables(connection)[0].hash,
    }),
  (connection) => saveTable(connection, tableOf(7, 2)),
  (connection) => renameAnalysisTable(connection, { table: 'offers', name: 'coupons' }),
  (connection) => saveTable(connection, tableOf(3), 'offers'),
  (connection) => saveGraph(connection, { graph: graphOf('a'), roles, edit: 'add a' }),
  (connection) => saveGraph(connection, { graph: graphOf('a', 'b'), roles, edit: 'add b' }),
  (connection) => renameAnalysis(connection, { id: 1, name: 'Offer' }),
  (connection) => removeAnalysis(connection, { id: 1 }),
  (connection) => removeAnalysisTable(connection, { table: 'coupons' }),
  (connection) => judge(connection, { kind: 'pin', user: 'bo', item: 'c', reason: '' }),
  (connection) => judge(connection, { kind: 'wrong', user: 'bo', item: 'c', reason: 'never' }),
  (connection) => judge(connection, { kind: 'ban', user: null, item: 'd', reason: '' }),
  (connection) => withdrawJudgement(connection, { id: readJudgements(connection)[1].id }),
  (connection) =>
    saveModel(connection, {
      name: 'next item',
      model: { width: 8 } as FinishedModel,
      file: new Uint8Array(9),
      dataHash: null,
      identity: null,
    }),
  (connection) => renameModel(connection, { id: 1, name: 'sasrec' }),
  (connection) => removeModel(connection, { id: 1 }),
  (connection) => saveReportDraft(connection, draft),
  (connection) => saveReportDraft(connection, { ...draft, order: ['effects', 'data'] }),
  (connection) => saveReportDraft(connection, { ...draft, order: ['effects', 'data'], title: 'Spring' }),
]

/** All that can be read of a project. */
function state(connection: ReadingConnection) {
  const { graph, roles: questions, version } = readCurrentGraph(connection)
  const tables = readAnalysisTables(connection)
  return {
    sources: readSources(connection),
    events: readEventColumns(connection),
    pages: readEventPage(connection, { offset: 0, limit: 1000 }),
    tables,
    rows: tables.map(({ name }) => loadAnalysisTable(connection, name)),
    graph: { graph, questions, version },
    analyses: readAnalyses(connection),
    judgements: readJudgements(connection),
    models: readModels(connection),
    draft: readReportDraft(connection),
    results: resultsHash(connection),
    places: readInformation(connection).places,
  }
}

describe('the history of a project', () => {
  test('undoes every kind of edit in turn and does each again', () => {
    const { connection, close } = freshProject()
    const states = [state(connection)]
    for (const edit of edits) {
      edit(connection)
      states.push(state(connection))
    }
    expect(readEdits(connection)).toHaveLength(edits.length)
    for (let round = 0; round < 2; round++) {
      for (let at = edits.length - 1; at >= 0; at--) {
        const { undo } = readHistory(connection)
        expect(undoEdit(connection, {}).moved).toEqual(undo)
        expect(state(connection)).toEqual(states[at])
      }
      expect(undoEdit(connection, {})).toMatchObject({ moved: null, undo: null })
      for (let at = 1; at <= edits.length; at++) {
        redoEdit(connection, {})
        expect(state(connection)).toEqual(states[at])
      }
      expect(redoEdit(connection, {})).toMatchObject({ moved: null, redo: null })
    }
    close()
  })

  test('says what it would undo and redo, and forgets the redone way at the next edit', () => {
    const { connection, close } = freshProject()
    saveGraph(connection, { graph: graphOf('price'), roles, edit: 'add price' })
    judge(connection, { kind: 'pin', user: 'bo', item: 'c', reason: '' })
    expect(readHistory(connection)).toMatchObject({
      undo: { place: 'recommendations', what: { words: 'edit_pinned', with: { user: 'bo', item: 'c' } } },
      redo: null,
    })
    undoEdit(connection, {})
    expect(readHistory(connection)).toMatchObject({
      undo: { place: 'graph', what: { words: 'edit_graph', with: { edit: 'add price' } } },
      redo: { place: 'recommendations' },
    })
    saveTable(connection)
    expect(readHistory(connection)).toMatchObject({ undo: { place: 'behaviour' }, redo: null })
    expect(readEdits(connection)).toHaveLength(2)
    close()
  })

  test('follows the graph where that is undone by itself', () => {
    const { connection, close } = freshProject()
    for (const name of ['a', 'b', 'c']) {
      saveGraph(connection, { graph: graphOf(name), roles, edit: name })
    }
    undoGraph(connection, {})
    undoGraph(connection, {})
    expect(readHistory(connection)).toMatchObject({ undo: { what: { with: { edit: 'a' } } } })
    expect(redoGraph(connection, {})).toMatchObject({ version: 2 })
    expect(redoEdit(connection, {}).moved).toMatchObject({ what: { with: { edit: 'c' } } })
    expect(readCurrentGraph(connection)).toMatchObject({ version: 3, undo: 'c', redo: null })
    undoEdit(connection, {})
    undoEdit(connection, {})
    expect(readCurrentGraph(connection)).toMatchObject({ version: 1, undo: 'a', redo: 'b' })
    close()
  })

  test('takes what is typed in one go as one edit', () => {
    const { connection, close } = freshProject()
    saveReportDraft(connection, draft)
    for (const text of ['T', 'Th', 'This']) {
      saveReportDraft(connection, { ...draft, remarks: { data: text } })
    }
    expect(readEdits(connection)).toHaveLength(2)
    undoEdit(connection, {})
    expect(readReportDraft(connection)).toEqual(draft)
    redoEdit(connection, {})
    expect(readReportDraft(connection)).toMatchObject({ remarks: { data: 'This' } })
    close()
  })

  test('outlives closing, with what was deleted', () => {
    const { folder, connection, close } = freshProject()
    importEvents(connection, shopLog(100), 'a')
    const before = state(connection)
    removeSource(connection, { source: 1 })
    close()
    const again = openProject(join(folder, 'shop.antecedent'), null)
    expect(readSources(again.connection)).toEqual([])
    importEvents(again.connection, shopLog(20), 'b')
    undoEdit(again.connection, {})
    undoEdit(again.connection, {})
    expect(state(again.connection)).toEqual(before)
    again.close()
  })

  test('forgotten, removes what was deleted from the disk; a copy never holds it', () => {
    const { folder, close, ...project } = freshProject()
    importEvents(project.connection, shopLog(10), 'kept')
    const [{ id }] = [
      importEvents(project.connection, [{ user: 'Anna Secret', time: 1, type: 'view', item: 'x' }], 'gone'),
    ]
    removeSource(project.connection, { source: id })
    copyProject({ ...project, close }, join(folder, 'copy.antecedent'))
    expect(filesHolding(folder, 'Anna Secret')).not.toContain('copy.antecedent')
    expect(filesHolding(folder, 'Anna Secret')).not.toEqual([])
    forgetEdits(project.connection, {})
    expect(readHistory(project.connection)).toEqual({ undo: null, redo: null })
    expect(readSources(project.connection)).toHaveLength(1)
    expect(filesHolding(folder, 'Anna Secret')).toEqual([])
    close()
  })

  test('removes for good what no edit can bring back any more', () => {
    const { folder, connection, close } = freshProject()
    saveTable(connection)
    undoEdit(connection, {})
    saveGraph(connection, { graph: graphOf('a'), roles, edit: 'a' })
    close()
    const again = openProject(join(folder, 'shop.antecedent'), null)
    expect(again.connection.value('SELECT count(*) FROM analysis_table')).toBe(0)
    again.close()
  })

  test('of an older project is that of its graph', () => {
    const folder = testFolder()
    const path = join(folder, 'shop.antecedent')
    const older = createProject(path, null, migrations.slice(0, 4))
    const insert = `INSERT INTO graph_version (parent, graph, roles, edit, hash, nodes, edges, saved_at)
      VALUES (?, ?, ?, ?, '', 1, 0, 1)`
    for (const [parent, name] of [
      [0, 'a'],
      [1, 'b'],
      [1, 'c'],
      [3, 'd'],
    ] as const) {
      older.connection.run(
        insert,
        parent,
        JSON.stringify(graphOf(name)),
        JSON.stringify(roles),
        `add ${name}`,
      )
    }
    older.connection.run('UPDATE graph_pointer SET current = 3, tip = 4')
    older.close()
    const { connection, close } = openProject(path, null)
    expect(readEdits(connection).map(({ what, undone }) => [what.with?.edit, undone])).toEqual([
      ['add d', true],
      ['add c', false],
      ['add a', false],
    ])
    redoEdit(connection, {})
    expect(readCurrentGraph(connection).version).toBe(4)
    for (let step = 0; step < 3; step++) undoEdit(connection, {})
    expect(readCurrentGraph(connection)).toMatchObject({ version: 0, redo: 'add a' })
    close()
  })
})
