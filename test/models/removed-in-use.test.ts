import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MethodName, Request, Result } from '../../src-main/contract/methods.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { entries } from '../../src-main/entries.ts'
import { ringLog } from './shop-log.ts'

/** A model that is deleted, or whose interrupted state is, while something is computed with it. */

const folder = mkdtempSync(join(tmpdir(), 'removed-in-use-'))
let engine: Engine
beforeAll(async () => {
  engine = createEngine({ ...entries, threads: 1 })
  const log = ringLog(60, 12, 3)
  const lines = log.user.map((user, row) => `${user},${log.item[row]},${1_700_000_000 + 60 * log.time[row]!}`)
  writeFileSync(join(folder, 'log.csv'), `user,item,time\n${lines.join('\n')}\n`)
  await engine.request('project.create', { path: join(folder, 'p.antecedent') })
  await engine.request('data.import', {
    path: join(folder, 'log.csv'),
    mapping: { user: 'user', item: 'item', time: 'time' },
  })
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

const options = { width: 8, hidden: 8, length: 6, batch: 16, layers: 1 }
const train = (name: string, hooks = {}, epochs = 1) =>
  engine.request('models.trainKept', { name, model: 'rnn', epochs, options }, hooks)

/** Does `what` once, as soon as the request tells that it has begun, and waits for both. */
async function during<Name extends MethodName>(
  name: Name,
  params: Request<Name>,
  what: () => Promise<unknown>,
): Promise<Result<Name>> {
  let done: Promise<unknown> | null = null
  const onProgress = () => {
    done ??= what()
  }
  const answer = await engine.request(name, params, { onProgress }).finally(() => done)
  expect(done).not.toBeNull()
  return answer
}

test.each(['models.evaluateKept', 'models.embedKept'] as const)(
  '%s answers of the model as it was',
  async (name) => {
    const { id } = await train('Gone')
    const expected = await engine.request(name, { id })
    const remove = () => engine.request('models.removeKept', { id })
    expect(await during(name, { id }, remove)).toEqual(expected)
    await expect(engine.request(name, { id })).rejects.toMatchObject({ code: 'MODELS_UNKNOWN' })
  },
)

test('sizes of a model that is gone are not kept, and undoing brings the model back as it was', async () => {
  const { id, hash } = await train('Measured')
  const remove = () => engine.request('models.removeKept', { id })
  await expect(during('models.measureSizesKept', { id }, remove)).rejects.toMatchObject({
    code: 'MODELS_UNKNOWN',
  })
  await engine.request('history.undo', {})
  const { models } = await engine.request('models.listKept', {})
  expect(models.find((model) => model.id === id)).toMatchObject({ hash })
  expect(await engine.request('models.sizesKept', { id })).toBeNull()
})

test('a training whose state is discarded on the way goes on to the same model', async () => {
  const whole = await train('Whole', {}, 12)
  const interrupted = async () => (await engine.request('models.listKept', {})).interrupted
  let discarded = 0
  const discard = async () => {
    const [first] = await interrupted()
    // Each epoch's state replaces the one before: where that has just happened, the next is discarded.
    if (first !== undefined) {
      await engine.request('models.discardInterrupted', { id: first.id }).then(
        () => discarded++,
        () => undefined,
      )
    }
  }
  const discarding: Promise<void>[] = []
  const again = await train('Again', { onProgress: () => void discarding.push(discard()) }, 12)
  await Promise.all(discarding)
  expect(discarded).toBeGreaterThan(0)
  expect(again.hash).toBe(whole.hash)
  expect(await interrupted()).toEqual([])
})
