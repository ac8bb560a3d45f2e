import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Analysis } from '../../src-main/contract/analyses.ts'
import type { AnalysisTableSummary } from '../../src-main/contract/behaviour.ts'
import type { UnitTableCheck } from '../../src-main/contract/unit-tables.ts'
import { random } from '../../src-main/numeric/random.ts'
import { startRpc } from './rpc-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'antecedent-units-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One row a customer: a coupon that keen customers are likelier to get adds 5 to what they spend. Seed 11. */
function customers(rows: number, effect = 5): string {
  const draw = random(11)
  const lines = ['customer,coupon,spent,keen,city']
  for (let row = 0; row < rows; row++) {
    const keen = draw.normal()
    const coupon = draw.uniform() < 1 / (1 + Math.exp(-keen)) ? 1 : 0
    const spent = 20 + effect * coupon + 4 * keen + draw.normal()
    lines.push(`c${row},${coupon},${spent.toFixed(3)},${keen.toFixed(3)},${row % 3 === 0 ? 'Bern' : 'Köln'}`)
  }
  lines.push('c-last,2,much,0,Bern')
  return lines.join('\n')
}

describe('a table of one row a unit, by rpc', () => {
  test('is checked, imported as it was checked, estimated on, replaced, duplicated and undone', async () => {
    const path = join(folder, 'customers.csv')
    writeFileSync(path, customers(2000))
    const rpc = startRpc()
    const ask = async <T>(method: string, params: object = {}) => {
      const { result, error } = await rpc.request(method, params)
      if (error !== undefined) throw Object.assign(new Error(error.message), error)
      return result as T
    }
    const tables = () => ask<AnalysisTableSummary[]>('behaviour.tables')
    const types = { spent: 'number', coupon: 'number' }
    const request = { path, types, treatments: ['coupon'], outcomes: ['spent'], unit: 'customer' }
    await ask('project.create', { path: join(folder, 'study.antecedent') })

    const checked = await ask<UnitTableCheck>('data.checkTable', request)
    expect(await tables()).toEqual([])
    const imported = await ask<AnalysisTableSummary>('data.importTable', request)
    expect(imported).toMatchObject({
      name: 'customers',
      rows: 2000,
      considered: 2001,
      definition: null,
      stale: false,
    })
    expect(imported.file).toEqual(checked.file)
    const page = await ask<{ rows: unknown[] }>('behaviour.tableRows', { table: 'customers' })
    expect(page.rows).toEqual(checked.preview)
    const rejected = await ask<{ total: number; rows: unknown[] }>('data.tableRejected', {
      table: 'customers',
    })
    expect(rejected).toMatchObject({ total: 1, rows: [{ line: 2002, column: 'spent', value: 'much' }] })
    expect(rejected.rows).toEqual(checked.rejectedRows)
    expect(await ask('project.information')).toMatchObject({ places: { data: 'ready', behaviour: 'ready' } })

    const question = {
      table: 'customers',
      treatment: 'coupon',
      outcome: 'spent',
      adjustFor: ['keen', 'city'],
    }
    const analysis = await ask<Analysis>('effects.analyse', {
      name: 'coupon',
      ...question,
      methods: ['regression'],
    })
    expect(Math.abs(analysis.estimates[0].estimate - 5)).toBeLessThan(0.2)
    const [fromFile] = await Promise.all([
      ask<{ estimate: number }>('effects.estimate', {
        ...question,
        table: { table: 'customers' },
        method: 'regression',
      }),
    ])
    expect(fromFile.estimate).toBe(analysis.estimates[0].estimate)

    const saved = join(folder, 'effects.csv')
    await ask('effects.analyseHeterogeneity', { analysis: analysis.id, trees: 50 })
    expect(await ask('effects.exportEffects', { analysis: analysis.id, path: saved })).toEqual({
      path: saved,
      lines: 2000,
    })
    const lines = readFileSync(saved, 'utf8').trimEnd().split('\r\n')
    expect(lines[0]).toBe('row,customer,effect,standard_error,interval_low,interval_high')
    expect(lines).toHaveLength(2001)
    const [row, unit, effect, error, low, high] = lines[2000].split(',')
    expect([row, unit]).toEqual(['2000', 'c1999'])
    expect(Number(high) - Number(low)).toBeCloseTo(2 * 1.959964 * Number(error), 4)
    const direct = join(folder, 'direct.csv')
    const asked = { ...question, table: { table: 'customers' }, trees: 50, save: direct }
    const { effects } = await ask<{ effects: Record<string, number> }>('effects.heterogeneity', asked)
    expect(effects[1999]).toBe(Number(effect))
    expect(readFileSync(direct, 'utf8')).toContain(`\r\n2000,${[effect, error, low, high].join(',')}\r\n`)

    await ask('behaviour.duplicateTable', { table: 'customers', name: 'customers before' })
    expect((await tables()).map(({ name, hash }) => [name, hash])).toEqual([
      ['customers', imported.hash],
      ['customers before', imported.hash],
    ])
    expect(await ask('data.tableRejected', { table: 'customers before' })).toEqual(rejected)

    writeFileSync(path, customers(2000, 9))
    await ask('data.importTable', request)
    const analyses = () => ask<Analysis[]>('effects.analyses')
    expect((await analyses())[0].stale).toBe(true)
    expect(await ask('history.undo')).toMatchObject({ moved: { what: 'import table customers anew' } })
    expect((await analyses())[0].stale).toBe(false)
    await ask('behaviour.renameTable', { table: 'customers', name: 'study' })
    expect((await analyses())[0]).toMatchObject({ stale: false, request: { table: 'study' } })
    expect((await tables()).map(({ name, definition }) => [name, definition])).toContainEqual(['study', null])
    await ask('behaviour.removeTable', { table: 'study' })
    await ask('history.undo')
    expect((await tables()).map(({ name }) => name).sort()).toEqual(['customers before', 'study'])
    expect(await rpc.end()).toBe(0)
  })

  test('leaves the project as it was where it is cancelled or cannot be read', async () => {
    const path = join(folder, 'many.csv')
    writeFileSync(path, customers(100_000))
    const rpc = startRpc()
    await rpc.request('project.create', { path: join(folder, 'cancelled.antecedent') })
    const request = { path, treatments: ['coupon'], outcomes: ['spent'], unit: 'customer' }
    let cancelled = false
    const answer = await rpc.request('data.importTable', request, (fraction) => {
      if (fraction > 0.1 && !cancelled) rpc.cancel(rpc.lastId())
      cancelled ||= fraction > 0.1
    })
    expect(answer.error?.code).toBe('CANCELLED')
    const refused = await rpc.request('data.importTable', { ...request, outcomes: ['profit'] })
    expect(refused.error?.code).toBe('TABLE_COLUMN_MISSING')
    expect((await rpc.request('behaviour.tables', {})).result).toEqual([])
    expect((await rpc.request('history.current', {})).result).toMatchObject({ undo: null })
    await rpc.end()
  })
})
