import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import type { KeptPropensity } from '../../src-main/contract/kept-propensities.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { entries } from '../../src-main/entries.ts'
import { random } from '../../src-main/numeric/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'kept-propensities-'))
const mapping = { user: 'user', item: 'item', time: 'time', type: 'type', price: 'price' }
const day = 86_400e6
const start = Date.UTC(2026, 0, 1) * 1000

let engine: Engine
beforeAll(async () => {
  engine = createEngine({ ...entries, threads: 1 })
  await newProject('shop', writeLog('shop.csv'))
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * Thirty days of 300 users who come by a rate of their own and buy by how often they come; the offer goes to every other one on day
 * 15. From day `changed` on everything is about one item.
 */
function writeLog(name: string, changed = Number.POSITIVE_INFINITY): string {
  const source = random(7, 'keen')
  const lines: string[] = []
  for (let user = 0; user < 300; user++) {
    const keen = source.uniform()
    for (let at = 0; at < 30; at++) {
      const hour = (8 + source.integer(10)) * 3600e6
      const item = `i${source.integer(12)}`
      const come = source.uniform() < keen
      const buy = source.uniform() < keen / 2
      if (at === 15 && user % 2 === 0) lines.push(line(user, at, 3600e6, item, 'offer'))
      if (!come) continue
      lines.push(line(user, at, hour, at >= changed ? 'i0' : item, 'view'))
      if (buy) lines.push(line(user, at, hour + 60e6, at >= changed ? 'i0' : item, 'purchase'))
    }
  }
  const path = join(folder, name)
  writeFileSync(path, `time,user,item,type,price\n${lines.join('\n')}\n`)
  return path
}

function line(user: number, at: number, within: number, item: string, type: string): string {
  const time = new Date((start + at * day + within) / 1000).toISOString()
  return `${time},u${user},${item},${type},${item.length + at}`
}

async function newProject(name: string, log: string): Promise<void> {
  await engine.request('project.create', { path: join(folder, `${name}.antecedent`) })
  await engine.request('data.import', { path: log, mapping })
}

const fromNow = {
  task: 'occurs' as const,
  types: ['purchase'],
  horizonHours: 5 * 24,
  asOf: start + 15 * day,
}

const table = (propensity: number, model?: number): AnalysisTableDefinition => ({
  name: 'offers',
  unit: 'user',
  sessionGapMinutes: 30,
  indexTime: { kind: 'landmark', time: start + 15 * day },
  covariates: [
    { name: 'views', measure: 'count', types: ['view'] },
    { name: 'keen', measure: 'propensity', propensity },
    ...(model === undefined ? [] : [{ name: 'v', measure: 'sequence-vector' as const, model }]),
  ],
  treatment: { name: 'offer', types: ['offer'], graceHours: 24 },
  outcome: { name: 'buys', measure: 'any', types: ['purchase'], startHours: 24, windowHours: 120 },
  cutOff: 'exclude',
})

async function column(name: string): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await engine.request('behaviour.tableRows', { table: 'offers', limit: 1000 })
  return new Map(rows.map((row) => [String(row.user), row[name]]))
}

describe('a propensity of the project', () => {
  let head: KeptPropensity
  test('is fitted on the events themselves, and kept with its scores, the likeliest first', async () => {
    head = await engine.request('models.trainPropensity', { ...fromNow, name: 'Buys' })
    expect(head).toMatchObject({ name: 'Buys', stale: false, model: null, asOf: fromNow.asOf })
    expect(head.learntUntil).toBe(start + 10 * day)
    expect(head.result.calibrated.auc).toBeGreaterThan(0.65)
    expect(await engine.request('models.listPropensities', {})).toEqual([head])
    const { rows, total } = await engine.request('models.propensityScores', { id: head.id, limit: 1000 })
    expect([rows.length, total]).toEqual([head.scores, head.scores])
    expect(rows.every((row, at) => at === 0 || row.probability <= rows[at - 1].probability)).toBe(true)
    const own = await engine.request('models.propensityScores', { id: head.id, user: 'U17' })
    expect(own.rows.every(({ user }) => user.includes('u17'))).toBe(true)
    const path = join(folder, 'scores.csv')
    await engine.request('models.exportPropensity', { id: head.id, path })
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1 + head.scores)
  })

  test('is a covariate as of each index time: the scores of that moment, whatever comes later', async () => {
    await engine.request('behaviour.buildTable', table(head.id))
    const keen = await column('keen')
    const { rows } = await engine.request('models.propensityScores', { id: head.id, limit: 1000 })
    const scored = new Map(rows.map(({ user, probability }) => [user, probability]))
    const judged = [...keen].filter(([, value]) => value !== null)
    expect(judged.length).toBeGreaterThan(200)
    for (const [user, value] of judged) expect(value).toBeCloseTo(scored.get(user)!, 12)

    await newProject('later', writeLog('later.csv', 15))
    const again = await engine.request('models.trainPropensity', fromNow)
    expect(again.hash).toBe(head.hash)
    const summary = await engine.request('behaviour.buildTable', table(again.id))
    expect(summary.propensities).toEqual([{ id: again.id, name: 'An event to come', hash: again.hash }])
    expect(summary.warnings.map((each) => each.words)).not.toContain('behaviour_model_saw_later')
    expect(await column('keen')).toEqual(keen)
  })

  test('reads a sequence model of the project, and warns where either has learnt from later events', async () => {
    const model = await engine.request('models.trainKept', {
      model: 'gru',
      epochs: 1,
      options: { width: 8, hidden: 8, length: 10 },
    })
    const late = await engine.request('models.trainPropensity', {
      task: 'churn',
      horizonHours: 72,
      model: model.id,
    })
    expect(late.model).toEqual({ id: model.id, name: model.name, hash: model.hash })
    const summary = await engine.request('behaviour.buildTable', table(late.id))
    expect(summary.warnings.map((each) => each.words)).toContain('behaviour_model_saw_later')
    const more = await engine.request('models.trainKept', {
      ...{ model: 'gru', epochs: 1, options: { width: 8, hidden: 8, length: 10 }, timeGaps: true },
    })
    await expect(
      engine.request('models.trainPropensity', { task: 'churn', horizonHours: 72, model: more.id }),
    ).rejects.toMatchObject({ code: 'PROPENSITY_MODEL_READS_MORE' })
  })

  test('is deleted and brought back, renamed and renamed back, and out of date with other events', async () => {
    const [first] = await engine.request('models.listPropensities', {})
    await engine.request('models.renamePropensity', { id: first.id, name: 'Likely' })
    await engine.request('models.removePropensity', { id: first.id })
    await expect(engine.request('models.propensityScores', { id: first.id })).rejects.toMatchObject({
      code: 'PROPENSITY_UNKNOWN',
    })
    await expect(engine.request('behaviour.buildTable', table(first.id))).rejects.toMatchObject({
      code: 'PROPENSITY_UNKNOWN',
    })
    await engine.request('history.undo', {})
    await engine.request('history.undo', {})
    expect((await engine.request('models.listPropensities', {}))[0]).toEqual(first)
    await engine.request('data.import', { path: writeLog('more.csv', 20), mapping })
    expect((await engine.request('models.listPropensities', {}))[0].stale).toBe(true)
  })

  test('of sessions says that it is no covariate', async () => {
    const sessions = await engine.request('models.trainPropensity', {
      task: 'in-session',
      types: ['purchase'],
      firstEvents: 1,
    })
    await expect(engine.request('behaviour.buildTable', table(sessions.id))).rejects.toMatchObject({
      code: 'PROPENSITY_OF_SESSIONS',
    })
  })
})
