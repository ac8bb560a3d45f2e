import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import type { FinishedAnalysis } from '../../src-main/store/analyses.ts'
import { type BuiltTable, saveAnalysisTable } from '../../src-main/store/analysis-tables.ts'
import type { WritingConnection } from '../../src-main/store/connection.ts'
import { dataHash } from '../../src-main/store/sources.ts'

const definition: AnalysisTableDefinition = {
  name: 'offers',
  unit: 'user',
  sessionGapMinutes: 30,
  indexTime: { kind: 'first-event' },
  covariates: [],
  treatment: { name: 'offer', types: ['offer'], graceHours: 24 },
  outcome: { name: 'bought', measure: 'any', types: ['purchase'], startHours: 24, windowHours: 72 },
  cutOff: 'exclude',
}

export const summary: BuiltTable = {
  name: 'offers',
  definition,
  considered: 3,
  alreadyTreated: 0,
  treated: 2,
  untreated: 1,
  notEligible: 0,
  cutOff: 0,
  columns: [{ name: 'spent', role: 'covariate', kind: 'number', measured: [null, 0] }],
  warnings: [{ words: 'application_name', with: { count: 3 } }],
}

/** `rows` units; every third number and every fourth category is missing. */
export function tableOf(rows: number, shift = 0): Table {
  const spent = Float64Array.from({ length: rows }, (_, row) =>
    row % 3 === 0 ? Number.NaN : row + shift + 0.5,
  )
  return {
    rows,
    columns: [
      { kind: 'number', name: 'spent', values: spent },
      { kind: 'number', name: 'offer', values: new Float64Array(rows).fill(1), meaning: 'boolean' },
      {
        kind: 'category',
        name: 'segment',
        levels: ['neu', 'treu', '忠诚'],
        codes: Int32Array.from({ length: rows }, (_, row) => (row % 4) - 1),
      },
    ],
  }
}

export function saveTable(connection: WritingConnection, table = tableOf(5), name = 'offers') {
  return saveAnalysisTable(connection, {
    summary: { ...summary, name },
    table,
    dataHash: dataHash(connection),
  })
}

/** Of an estimate only what is hard to keep: the store looks into none. */
const extremes = {
  estimate: 0.25,
  pValue: Number.NaN,
  confidenceInterval: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  effects: new Float64Array([1, Number.NaN]),
} as unknown as FinishedAnalysis['estimates'][number]

export function analysisOf(graphVersion: number | null): FinishedAnalysis {
  return {
    name: 'Does the offer sell?',
    request: {
      name: 'Does the offer sell?',
      table: 'offers',
      treatment: 'offer',
      outcome: 'bought',
      target: 'ate',
      methods: ['aipw'],
      refuters: [],
      repetitions: 100,
      alpha: 0.05,
      seed: 1,
    },
    adjustment: {
      set: ['spent'],
      from: graphVersion === null ? 'request' : 'graph',
      graphVersion,
      estimand: null,
    },
    estimates: [extremes],
    failures: [{ method: 'tmle', code: 'CANCELLED', message: { words: 'error_CANCELLED' } }],
    refutations: null,
    elapsedMs: 12,
  }
}
