import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Result } from '../../src-main/contract/methods.ts'
import { loadModel } from '../../src-main/engine/model-files.ts'
import { ask } from './ask.ts'
import { ringLog } from './shop-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'models-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'ring.safetensors')

const log = ringLog(100, 25, 3)
const table = { columns: { who: log.user, what: log.item, when: log.time, kind: log.user.map(() => 'view') } }
const map = { user: 'who', item: 'what', time: 'when' }
const options = { width: 16, hidden: 16, length: 10, batch: 16, rate: 0.01 }

test('models.backends tells what there is with reasons, and which one “automatic” takes', async () => {
  const { backends } = await ask('models.backends', { check: true })
  expect(backends.map(({ backend }) => backend)).toEqual(['cuda', 'webgpu', 'wasm', 'cpu'])
  expect(backends.filter(({ automatic }) => automatic).map(({ backend }) => backend)).toEqual(['wasm'])
  expect(backends[2]).toMatchObject({ available: true, reason: { words: 'backend_processor' } })
  expect(backends[2].parity).toBeLessThan(1e-4)
  expect(backends[1]).toMatchObject({
    available: false,
    device: null,
    reason: { words: 'backend_no_adapter' },
  })
})

describe('a model trained by the contract', () => {
  let trained: Result<'models.train'>
  beforeAll(async () => {
    trained = await ask('models.train', {
      table,
      map,
      model: 'gru',
      epochs: 25,
      seed: 1,
      options,
      save: path,
    })
  })

  test('says where it ran and how it was measured', () => {
    expect(trained).toMatchObject({ backend: 'wasm', users: 100, items: 25, testUsers: 100, saved: path })
    expect(trained.parity).toBeLessThan(1e-4)
    expect(trained.metrics['hr@10']).toBeGreaterThan(0.8)
    expect(trained.protocol).toEqual({ words: 'protocol_next_item', with: { items: 25, users: 100 } })
    expect(trained.history.length).toBeGreaterThan(2)
    expect(trained.secondsPerEpoch).toBeGreaterThan(0)
  })

  test('says what its probabilities are worth, and keeps the temperature with the model', () => {
    const calibration = trained.calibration!
    expect(calibration.tested).toBe(100)
    expect(calibration.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(100)
    expect(loadModel(path).temperature).toBe(calibration.temperature)
  })

  test('evaluates from its file to the same metrics, also where the log has items that it never met', async () => {
    const same = await ask('models.evaluate', { table, map, path })
    expect(same.metrics).toEqual(trained.metrics)
    const [who, what, when] = [
      [...log.user, 'u0'],
      [...log.item, 'never seen'],
      [...log.time, 99],
    ]
    const more = await ask('models.evaluate', { table: { columns: { who, what, when } }, map, path })
    expect(more.metrics).toEqual(trained.metrics)
  })

  test('gives every user a vector, from what came before a time alone', async () => {
    const all = await ask('models.embed', { table, map, path })
    expect(all.users.length).toBe(100)
    expect(all.vectors[0].length).toBe(16)
    const early = await ask('models.embed', { table, map, path, before: 4 })
    const later = { ...table.columns, what: log.item.map((item, row) => (log.time[row] >= 4 ? 'i0' : item)) }
    const changed = await ask('models.embed', { table: { columns: later }, map, path, before: 4 })
    expect(changed.vectors).toEqual(early.vectors)
    expect(early.vectors).not.toEqual(all.vectors)
  })

  test('writes vectors as a table', async () => {
    const csv = join(folder, 'vectors.csv')
    const { saved, vectors } = await ask('models.embed', { table, map, path, save: csv })
    expect(saved).toBe(csv)
    expect(vectors).toEqual([])
    const lines = readFileSync(csv, 'utf8').trim().split('\n')
    expect(lines.length).toBe(101)
    expect(lines[0].startsWith('who,v1,v2')).toBe(true)
  })

  test('predicts the next step round the ring, with probabilities over all items', async () => {
    const { users } = await ask('models.predict', { table, map, path, users: ['u0', 'u1', 'u2'], k: 25 })
    expect(users.map(({ user }) => user)).toEqual(['u0', 'u1', 'u2'])
    for (const { user, items } of users) {
      const last = log.item[log.user.lastIndexOf(user)]
      expect(items[0].item).toBe(`i${(Number(last.slice(1)) + 1) % 25}`)
      expect(items.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6)
    }
  })

  test('describes itself without its weights', async () => {
    const manifest = await ask('models.describe', { path })
    expect(manifest).toMatchObject({ model: 'gru', items: 25, seed: 1, parameters: trained.parameters })
    expect(manifest.tensors[0]).toEqual({ name: 'items', shape: [25, 16] })
  })
})

test.each(['rnn', 'gru', 'lstm', 'sasrec', 'bert4rec', 'srgnn'] as const)(
  '%s: a step size at which nothing is learnt is said so, and what is kept is finite',
  async (model) => {
    const wild = { ...options, width: 16, heads: 1, rate: 1 }
    const { warnings, history, calibration } = await ask('models.train', {
      table,
      map,
      model,
      epochs: 3,
      options: wild,
    })
    expect(warnings.map((warning) => warning.words)).toContain('models_worse_than_guessing')
    for (const { loss } of history) expect(loss).toBeLessThan(1e6)
    expect(calibration!.logLoss[1]).toBeLessThanOrEqual(calibration!.logLoss[0])
    expect(calibration!.logLoss[0]).toBeLessThan(1e6)
  },
)

test('a temperature is not fitted to a handful of users', async () => {
  const few = ringLog(8, 10, 4)
  const small = { columns: { who: few.user, what: few.item, when: few.time } }
  const { calibration, testUsers } = await ask('models.train', {
    table: small,
    map,
    model: 'gru',
    epochs: 2,
    options,
  })
  expect(testUsers).toBe(8)
  expect(calibration!.temperature).toBe(1)
})

test('one item is learnt, and what that is worth is said', async () => {
  const one = { columns: { who: log.user, what: log.user.map(() => 'a'), when: log.time } }
  const { warnings, calibration } = await ask('models.train', {
    table: one,
    map,
    model: 'sasrec',
    epochs: 1,
    options: { ...options, heads: 1 },
  })
  expect(warnings.map((warning) => warning.words)).toEqual(['models_one_item'])
  expect(calibration!.temperature).toBe(1)
})

describe('a request that cannot be met says why', () => {
  test.each([
    ['a GPU that is not there', { backend: 'webgpu' as const }, 'MODELS_BACKEND_UNAVAILABLE'],
    ['a column that is not there', { map: { ...map, item: 'thing' } }, 'TABLE_COLUMN_MISSING'],
    ['times that are words', { map: { ...map, time: 'what' } }, 'MODELS_TIME_NOT_NUMERIC'],
    ['types without a column', { types: ['view'] }, 'MODELS_TYPES_NEED_A_COLUMN'],
    ['types that nobody has', { types: ['buy'], map: { ...map, type: 'kind' } }, 'MODELS_NOTHING_TO_LEARN'],
    [
      'heads that do not divide',
      { model: 'sasrec' as const, options: { width: 24, heads: 2 } },
      'MODELS_HEADS_DO_NOT_DIVIDE',
    ],
    ['a folder that is not there', { epochs: 1, save: join(folder, 'no', 'x') }, 'MODELS_FILE_NOT_WRITABLE'],
  ])('%s', async (_, change, code) => {
    const asked = { table, map, model: 'gru' as const, epochs: 1, options, ...change }
    await expect(ask('models.train', asked)).rejects.toMatchObject({ code })
  })

  test('a checkpoint that would replace something else', async () => {
    const checkpoint = join(folder, 'x.checkpoint')
    const asked = { table, map, model: 'gru' as const, epochs: 1, options, checkpoint }
    writeFileSync(checkpoint, 'user,item,time\n')
    await expect(ask('models.train', asked)).rejects.toMatchObject({ code: 'MODELS_CHECKPOINT_UNREADABLE' })
    expect(readFileSync(checkpoint, 'utf8')).toBe('user,item,time\n')
    rmSync(checkpoint)
    await ask('models.train', asked)
    const kept = readFileSync(checkpoint)
    await expect(ask('models.train', { ...asked, seed: 5 })).rejects.toMatchObject({
      code: 'MODELS_CHECKPOINT_OF_ANOTHER',
    })
    expect(readFileSync(checkpoint).equals(kept)).toBe(true)
    await ask('models.train', { ...asked, save: join(folder, 'done.safetensors') })
    expect(existsSync(checkpoint)).toBe(false)
  })

  test('a model that is not there', async () => {
    const missing = join(folder, 'missing')
    await expect(ask('models.evaluate', { table, map, path: missing })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})
