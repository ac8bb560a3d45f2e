import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import type { KeptModel } from '../../src-main/contract/kept-models.ts'
import type { TrainingProgress } from '../../src-main/contract/models.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { entries } from '../../src-main/entries.ts'
import { startRpc } from '../engine/rpc-client.ts'
import { ringLog } from './shop-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'kept-models-'))
const mapping = {
  user: 'user',
  item: 'item',
  time: 'time',
  type: 'type',
  price: 'price',
  attributes: ['channel'],
}
const small = { width: 16, hidden: 16, length: 10, batch: 16, rate: 0.01 }
const day = 86_400e6
const start = Date.UTC(2026, 0, 1) * 1000

let engine: Engine
beforeAll(() => {
  engine = createEngine({ ...entries, threads: 1 })
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The ring as a log with a step a day, every fifth step a purchase, an offer to half the users on day 6. Events from day `changed` on are about one item. */
function writeLog(name: string, users: number, items: number, changed = Number.POSITIVE_INFINITY): string {
  const log = ringLog(users, items, 3)
  const lines = log.user.map((user, row) => {
    const at = new Date((start + log.time[row] * day) / 1000).toISOString()
    const item = log.time[row] >= changed ? 'i0' : log.item[row]
    const type = log.time[row] === 6 && row % 2 === 0 ? 'offer' : row % 5 === 4 ? 'purchase' : 'view'
    const price = log.time[row] >= changed ? 99 : Number(log.item[row].slice(1)) + 1
    return `${at},${user},${item},${type},${price},${row % 3 === 0 ? 'app' : 'web'}`
  })
  const path = join(folder, name)
  writeFileSync(path, `time,user,item,type,price,channel\n${lines.join('\n')}\n`)
  return path
}

async function newProject(name: string, log: string): Promise<void> {
  await engine.request('project.create', { path: join(folder, `${name}.antecedent`) })
  await engine.request('data.import', { path: log, mapping })
}

const kept = async () => (await engine.request('models.listKept', {})).models

describe('a model of the project', () => {
  const told: TrainingProgress[] = []
  let model: KeptModel
  beforeAll(async () => {
    await newProject('ring', writeLog('ring.csv', 100, 25))
    model = await engine.request(
      'models.trainKept',
      { name: 'Ring', model: 'gru', epochs: 25, seed: 1, options: small },
      { onProgress: (_fraction, _phase, detail) => void (detail && told.push(detail)) },
    )
  })

  test('is trained on the events themselves and kept with how it was made', async () => {
    expect(model).toMatchObject({
      name: 'Ring',
      stale: false,
      width: 16,
      manifest: { model: 'gru', items: 25 },
    })
    expect(model.training).toMatchObject({ seed: 1, users: 100, testUsers: 100, backend: 'wasm' })
    expect(model.manifest.metrics['hr@10']).toBeGreaterThan(0.8)
    expect(model.learntFrom).toEqual({ types: null, firstEvent: start, lastEvent: start + 18 * day })
    expect(await kept()).toEqual([model])
    expect((await engine.request('project.information', {}))?.places.behaviour).toBe('ready')
  })

  test('told of every epoch as it ended', () => {
    expect(told.map(({ ended }) => ended)).toEqual(model.training?.history)
  })

  test('evaluates, predicts and has vectors without a file', async () => {
    const { id } = model
    const { metrics } = await engine.request('models.evaluateKept', { id })
    expect(metrics).toEqual(model.manifest.metrics)
    const log = ringLog(100, 25, 3)
    const after = (user: string) => `i${(Number(log.item[log.user.lastIndexOf(user)].slice(1)) + 1) % 25}`
    const everyone = [...new Set(log.user)]
    const asked = { id, users: [...everyone, 'nobody'], k: 25 }
    const { users } = await engine.request('models.predictKept', asked)
    expect(users.map(({ user }) => user)).toEqual(everyone)
    const right = users.filter(({ user, items }) => items[0].item === after(user)).length
    expect(right).toBeGreaterThan(60)
    expect(users[0].items.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6)
    const vectors = await engine.request('models.embedKept', { id })
    expect([vectors.users.length, vectors.vectors[0].length]).toEqual([100, 16])
    const sessions = await engine.request('models.embedKept', { id, of: 'sessions', sessionGapMinutes: 30 })
    expect(sessions.users.length).toBe(log.user.length)
  })

  test('lays its items on a plane, and finds the neighbours of the ring near', async () => {
    const { id } = model
    const map = await engine.request('models.mapKept', { id, points: 10 })
    expect([map.points.length, map.total]).toEqual([10, 25])
    expect(map.points[0].events).toBeGreaterThanOrEqual(map.points[9].events)
    expect(map.explained[0]).toBeGreaterThanOrEqual(map.explained[1])
    const users = await engine.request('models.mapKept', { id, of: 'users' })
    expect(users.total).toBe(100)
    const { nearest } = await engine.request('models.neighboursKept', { id, name: 'i3', k: 24 })
    expect(nearest.length).toBe(24)
    expect(nearest[0].similarity).toBeGreaterThan(nearest[23].similarity)
    await expect(engine.request('models.neighboursKept', { id, name: 'x' })).rejects.toMatchObject({
      code: 'MODELS_NAME_UNKNOWN',
    })
  })

  test('leaves as a file and comes back the same, with what it learnt from', async () => {
    const path = join(folder, 'ring.safetensors')
    await engine.request('models.exportKept', { id: model.id, path })
    const imported = await engine.request('models.importKept', { path, name: 'Ring' })
    expect(imported).toMatchObject({
      name: 'Ring 2',
      training: null,
      hash: model.hash,
      learntFrom: model.learntFrom,
      stale: false,
    })
    const again = await engine.request('models.evaluateKept', { id: imported.id })
    expect(again.metrics).toEqual(model.manifest.metrics)
    await expect(
      engine.request('models.renameKept', { id: imported.id, name: 'Ring' }),
    ).rejects.toMatchObject({ code: 'MODELS_NAME_TAKEN' })
    await engine.request('models.renameKept', { id: imported.id, name: 'Elsewhere' })
    expect((await kept()).map(({ name }) => name)).toEqual(['Ring', 'Elsewhere'])
    await engine.request('models.removeKept', { id: imported.id })
    await expect(engine.request('models.removeKept', { id: imported.id })).rejects.toMatchObject({
      code: 'MODELS_UNKNOWN',
    })
  })

  test('keeps what smaller files cost, and leaves in any of them', async () => {
    const { id } = model
    expect(await engine.request('models.sizesKept', { id })).toBeNull()
    const first = await engine.request('models.measureSizesKept', { id })
    expect(first.smaller.map(({ prune }) => prune)).toEqual([0, 0.3, 0.5, 0.7, 0.9])
    expect(first.whole.metrics).toEqual(model.manifest.metrics)
    const sizes = await engine.request('models.measureSizesKept', {
      id,
      tries: [{ quantise: false, prune: 0.3 }],
    })
    expect(sizes.smaller.filter(({ quantise }) => quantise)).toEqual(first.smaller)
    expect(sizes.smaller.find(({ quantise }) => !quantise)?.rounding).toBe(0)
    expect(await engine.request('models.sizesKept', { id })).toEqual(sizes)
    const [, smaller] = first.smaller
    const path = join(folder, 'small.safetensors')
    const compress = { quantise: true, prune: 0.3 }
    expect(await engine.request('models.exportKept', { id, path, compress })).toEqual({
      path,
      bytes: smaller.bytes,
    })
    expect(readFileSync(path).length).toBe(smaller.bytes)
    const imported = await engine.request('models.importKept', { path })
    expect(imported.manifest.metrics).toEqual(smaller.metrics)
    const again = await engine.request('models.evaluateKept', { id: imported.id })
    expect(again.metrics).toEqual(smaller.metrics)
    await engine.request('models.removeKept', { id: imported.id })
    await expect(engine.request('models.sizesKept', { id: imported.id })).rejects.toMatchObject({
      code: 'MODELS_UNKNOWN',
    })
  })

  test('is out of date once the events are others', async () => {
    await engine.request('data.import', { path: writeLog('more.csv', 20, 25), mapping })
    expect((await kept())[0].stale).toBe(true)
    expect(await engine.request('models.sizesKept', { id: model.id })).toMatchObject({ stale: true })
  })
})

describe('training on part of the events', () => {
  test('reads the types and the time that were chosen', async () => {
    await newProject('part', writeLog('part.csv', 60, 25))
    const before = start + 6 * day
    const asked = { model: 'rnn' as const, epochs: 1, options: small, types: ['view'], before }
    const plan = await engine.request('models.planKept', asked)
    const log = ringLog(60, 25, 3)
    const rows = log.user.filter((_, row) => row % 5 !== 4 && log.time[row] < 6).length
    expect(plan).toMatchObject({ users: 60, events: rows, loss: 'softmax' })
    const model = await engine.request('models.trainKept', asked)
    expect(model.training?.events).toBe(rows)
    expect(model.name).toBe('rnn')
    expect(model.learntFrom).toEqual({ types: ['view'], firstEvent: start, lastEvent: start + 5 * day })
  })

  test('says before it begins what would spoil it', async () => {
    const log = join(folder, 'single.csv')
    const rows = ['2026-01-01,a,x,view,1,app', '2026-01-02,b,x,view,1,app']
    writeFileSync(log, `time,user,item,type,price,channel\n${rows.join('\n')}\n`)
    await newProject('single', log)
    const plan = await engine.request('models.planKept', { model: 'gru' })
    expect(plan.nothingToLearn?.words).toBe('error_MODELS_NOTHING_TO_LEARN')
    expect(plan.warnings.map(({ words }) => words)).toEqual(['models_nothing_held_out'])
    await expect(engine.request('models.trainKept', { model: 'gru' })).rejects.toMatchObject({
      code: 'MODELS_NOTHING_TO_LEARN',
    })
    await expect(engine.request('models.planKept', { model: 'gru', types: ['buy'] })).rejects.toMatchObject({
      code: 'BEHAVIOUR_EVENT_TYPE_UNKNOWN',
    })
    await expect(engine.request('models.planKept', { model: 'gru', before: 0 })).rejects.toMatchObject({
      code: 'MODELS_NO_EVENTS',
    })
  })
})

describe('private training', () => {
  test('spends no more than its ε, says so beforehand, and its file says nothing of any user', async () => {
    await newProject('private', writeLog('private.csv', 60, 25))
    const asked = { model: 'gru', epochs: 2, options: small, privacy: { epsilon: 4 } } as const
    const plan = await engine.request('models.planKept', asked)
    const told: TrainingProgress[] = []
    const model = await engine.request('models.trainKept', asked, {
      onProgress: (_fraction, _phase, detail) => void (detail && told.push(detail)),
    })
    const spent = model.training?.privacy
    expect(spent?.epsilon).toBeLessThanOrEqual(4)
    expect(spent?.epsilon).toBeGreaterThan(3.9)
    expect(spent).toMatchObject({ ...plan.privacy, delta: 1 / 600 })
    expect(told.map(({ ended }) => ended)).toEqual(model.training?.history)
    expect(model.training?.history).toHaveLength(2)
    expect(Object.keys(model.manifest.metrics)).toContain('ndcg@10')
    const path = join(folder, 'private.safetensors')
    for (const compress of [undefined, { quantise: true, prune: 0 }]) {
      if (compress !== undefined)
        await engine.request('models.measureSizesKept', { id: model.id, tries: [compress] })
      await engine.request('models.exportKept', { id: model.id, path, compress })
      const imported = await engine.request('models.importKept', { path })
      expect(imported.manifest.metrics).toEqual({})
      expect(imported.learntFrom?.lastEvent).toBe(start + 18 * day)
    }
  })

  test('says before it begins that no noise is enough', async () => {
    const asked = { model: 'gru', options: small, privacy: { epsilon: 1e-6 } } as const
    const plan = await engine.request('models.planKept', asked)
    expect(plan.privacy?.noise).toBeNull()
    expect(plan.warnings.map((each) => each.words)).toContain('error_MODELS_PRIVACY_OUT_OF_REACH')
    await expect(engine.request('models.trainKept', asked)).rejects.toMatchObject({
      code: 'MODELS_PRIVACY_OUT_OF_REACH',
    })
  })
})

test('a vector as of a time knows nothing of what came later', async () => {
  const before = start + 6 * day
  await newProject('early', writeLog('early.csv', 60, 25))
  const { id } = await engine.request('models.trainKept', { model: 'gru', epochs: 2, options: small, before })
  const path = join(folder, 'early.safetensors')
  await engine.request('models.exportKept', { id, path })
  const vectors = await engine.request('models.embedKept', { id, before })
  const late = await engine.request('models.embedKept', { id })

  await newProject('later', writeLog('later.csv', 60, 25, 6))
  const again = await engine.request('models.trainKept', { model: 'gru', epochs: 2, options: small, before })
  expect(await engine.request('models.embedKept', { id: again.id, before })).toEqual(vectors)
  const imported = await engine.request('models.importKept', { path })
  expect(imported.hash).toBe(again.hash)
  expect((await engine.request('models.embedKept', { id: imported.id })).vectors).not.toEqual(late.vectors)
})

describe('vectors as covariates', () => {
  const before = start + 6 * day
  const definition = (model: number): AnalysisTableDefinition => ({
    name: 'offers',
    unit: 'user',
    sessionGapMinutes: 30,
    indexTime: { kind: 'landmark', time: before },
    covariates: [
      { name: 'views', measure: 'count', types: ['view'] },
      { name: 'taste', measure: 'sequence-vector', model, components: 3 },
      { name: 'lately', measure: 'sequence-vector', model, components: 1, windowHours: 48 },
    ],
    treatment: { name: 'offered', types: ['offer'], graceHours: 24 },
    outcome: { name: 'viewed', measure: 'any', types: ['view'], startHours: 24, windowHours: 48 },
    cutOff: 'exclude',
  })
  const rowsOf = async () =>
    (await engine.request('behaviour.tableRows', { table: 'offers', limit: 1000 })).rows
  const ask = { model: 'gru', epochs: 2, options: small } as const

  test.each([
    { read: 'items alone', more: {} },
    { read: 'prices, channels and pauses too', more: { features: ['price', 'channel'], timeGaps: true } },
  ])('are made of what came before each index time, whatever comes later ($read)', async ({ read, more }) => {
    await newProject(`early ${read}`, writeLog('early-table.csv', 300, 25))
    const asked = { ...ask, ...more, before }
    const { id, manifest } = await engine.request('models.trainKept', asked)
    const test = await engine.request('models.evaluateKept', { id, before })
    expect(test.metrics).toEqual(manifest.metrics)
    const { users } = await engine.request('models.predictKept', { id, users: ['u1'], k: 25 })
    expect(users[0].items.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5)
    const path = join(folder, 'taste.safetensors')
    await engine.request('models.exportKept', { id, path })
    const table = await engine.request('behaviour.buildTable', definition(id))
    expect(table.columns.filter(({ role }) => role === 'covariate')).toEqual([
      { name: 'views', role: 'covariate', kind: 'number', measured: [null, 0] },
      ...[1, 2, 3].map((at) => ({
        name: `taste_${at}`,
        role: 'covariate',
        kind: 'number',
        measured: [null, 0],
      })),
      { name: 'lately_1', role: 'covariate', kind: 'number', measured: [-48, 0] },
    ])
    expect(table.warnings.map((each) => each.words)).not.toContain('behaviour_model_saw_later')
    const rows = await rowsOf()
    expect(new Set(rows.map((row) => row.taste_1)).size).toBeGreaterThan(rows.length / 2)
    expect(rows.some((row) => row.lately_1 !== row.taste_1)).toBe(true)

    await newProject(`late ${read}`, writeLog('late-table.csv', 300, 25, 6))
    const imported = await engine.request('models.importKept', { path })
    const again = await engine.request('behaviour.buildTable', definition(imported.id))
    expect(again.hash).toBe(table.hash)
    expect(again.models).toEqual([{ id: imported.id, name: 'taste', hash: imported.hash }])
  })

  test('warn where the model itself has learnt from later events, and want a model', async () => {
    const { id } = await engine.request('models.trainKept', ask)
    const { warnings, rows } = await engine.request('behaviour.buildTable', definition(id))
    expect(warnings).toContainEqual({
      words: 'behaviour_model_saw_later',
      with: { model: 'gru', until: '2026-01-19 00:00', rows, all: rows },
    })
    await expect(engine.request('behaviour.buildTable', definition(99))).rejects.toMatchObject({
      code: 'MODELS_UNKNOWN',
    })
    const { model: _left, ...vector } = definition(id).covariates[1]
    const without = { ...definition(id), covariates: [vector] }
    await expect(engine.request('behaviour.buildTable', without)).rejects.toMatchObject({
      code: 'BEHAVIOUR_MODEL_MISSING',
    })
  })
})

describe('training that is broken off', () => {
  const long = {
    model: 'sasrec',
    epochs: 5,
    seed: 6,
    options: { width: 32, length: 20, batch: 16 },
  } as const

  test('cancelled, leaves the project as it was', async () => {
    await newProject('cancelled', writeLog('cancelled.csv', 300, 100))
    const stop = new AbortController()
    const training = engine.request('models.trainKept', long, {
      signal: stop.signal,
      onProgress: (_fraction, _phase, detail) => void (detail && stop.abort()),
    })
    await expect(training).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await engine.request('models.listKept', {})).toEqual({ models: [], interrupted: [] })
  })

  test('killed, goes on from its last epoch to the same model', async () => {
    await newProject('whole', writeLog('killed.csv', 300, 100))
    const path = join(folder, 'killed.antecedent')
    await engine.request('project.copy', { path })
    const expected = await engine.request('models.trainKept', long)

    const killed = startRpc()
    await killed.request('project.open', { path })
    const answer = killed.request('models.trainKept', long, (fraction) => {
      if (fraction > 0.5) killed.process.kill('SIGKILL')
    })
    expect((await answer).error?.code).toBe('EXITED')

    const again = startRpc()
    await again.request('project.open', { path })
    const listed = (await again.request('models.listKept', {})).result as {
      interrupted: { epochsDone: number; request: object }[]
    }
    expect(listed.interrupted.length).toBe(1)
    expect(listed.interrupted[0].epochsDone).toBeGreaterThan(0)
    const resumed = (await again.request('models.trainKept', listed.interrupted[0].request))
      .result as KeptModel
    expect(resumed.hash).toBe(expected.hash)
    const after = (await again.request('models.listKept', {})).result as { interrupted: object[] }
    expect(after.interrupted).toEqual([])
    await again.end()
  })
})

test('event types of the project are related, predictively', async () => {
  await newProject('related', writeLog('related.csv', 100, 25))
  const graph = await engine.request('models.relateEvents', {
    halfLifeHours: 24,
    types: ['view', 'purchase'],
  })
  expect(graph.types).toEqual(['view', 'purchase'])
  expect(graph.pairs.length).toBe(4)
  expect(graph.protocol.words).toBe('protocol_behaviour_graph')
})

test('a pipeline trains its models and reports them', async () => {
  const out = join(folder, 'pipeline')
  const { models, report } = await engine.request('pipeline.run', {
    events: { sample: { users: 400, seed: 1 } },
    models: [{ name: 'Next item', model: 'rnn', epochs: 1, options: { ...small, rate: 0.003 } }],
    effects: { methods: ['difference_in_means'], refuters: [] },
    out,
  })
  expect(models.map(({ id, name }) => [id, name])).toEqual([[1, 'Next item']])
  const document = readFileSync(report, 'utf8')
  expect(document).toContain('Next item')
  expect(document).toContain('dropout 0.4')
})

test('whatever takes a table takes the events of the project', async () => {
  await newProject('table', writeLog('table.csv', 60, 12))
  const asked = {
    table: { events: true as const },
    map: { user: 'user', item: 'item', time: 'time', type: 'type', features: ['channel'] },
    intents: 2,
  }
  const found = await engine.request('models.intents', asked)
  expect([found.intents.length, found.users.length]).toEqual([2, 60])
  expect(found.intents[0].features.map(({ column }) => column)).toEqual(['channel'])
  const unlisted = await engine.request('models.intents', { ...asked, listUsers: false })
  expect(unlisted).toEqual({ ...found, users: [] })
})
