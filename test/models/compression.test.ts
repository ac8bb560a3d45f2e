import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compactTensors, tensorFrom } from '../../src-main/models/compression/compact-tensors.ts'
import { prune } from '../../src-main/models/compression/prune.ts'
import { quantise, restore } from '../../src-main/models/compression/quantise.ts'
import { readTensors, writeTensors } from '../../src-main/models/saving/safetensors.ts'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from './ask.ts'
import { ringLog } from './shop-log.ts'

const source = random(3, 'compression')
const values = Float32Array.from({ length: 40 * 24 }, () => source.normal())

test('eight bits move no weight by more than half a scale of its row, and zero not at all', () => {
  const spotted = values.map((x, at) => (at % 7 === 0 ? 0 : x))
  const quantised = quantise(spotted, 40)
  const back = restore(quantised)
  for (const [at, x] of spotted.entries()) {
    expect(Math.abs(back[at] - x)).toBeLessThanOrEqual(0.5001 * quantised.scales[Math.floor(at / 24)])
    if (x === 0) expect(back[at]).toBe(0)
  }
  expect(restore(quantise(new Float32Array(8), 2))).toEqual(new Float32Array(8))
})

test('pruning takes the smallest weights and leaves the rest to the bit', () => {
  const pruned = prune(values, 0.7)
  const zeros = [...pruned.keys()].filter((at) => pruned[at] === 0)
  expect(zeros.length).toBe(Math.floor(0.7 * values.length))
  const largestLost = Math.max(...zeros.map((at) => Math.abs(values[at])))
  for (const [at, x] of pruned.entries()) {
    if (x === 0) continue
    expect(x).toBe(values[at])
    expect(Math.abs(x)).toBeGreaterThanOrEqual(largestLost)
  }
})

test.each([
  [false, 0],
  [true, 0],
  [false, 0.6],
  [true, 0.6],
])('quantised %s, pruned %f: the file gives back what compression left', (isQuantised, share) => {
  const tensors = [
    { name: 'w', shape: [40, 24], values },
    { name: 'b', shape: [1, 24], values: values.slice(0, 24) },
  ]
  const bytes = writeTensors({
    metadata: {},
    ...compactTensors(tensors, { quantise: isQuantised, prune: share }),
  })
  const file = readTensors(bytes, 'memory')
  const pruned = prune(values, share)
  expect(tensorFrom(file, 'w', 40, 24)).toEqual(isQuantised ? restore(quantise(pruned, 40)) : pruned)
  expect(tensorFrom(file, 'b', 1, 24)).toEqual(values.slice(0, 24))
  expect(tensorFrom(file, 'w', 40, 32)).toBeNull()
  expect(tensorFrom(file, 'none', 40, 24)).toBeNull()
})

describe('models.compress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compress-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'ring')
  const log = ringLog(150, 60, 3)
  const table = { columns: { who: log.user, what: log.item, when: log.time } }
  const map = { user: 'who', item: 'what', time: 'when' }

  test('eight bits are a third of the file and cost next to nothing; nine weights in ten pruned cost a lot, and it says so', async () => {
    const options = { width: 32, hidden: 32, length: 10, batch: 16, rate: 0.01 }
    const trained = await ask('models.train', {
      table,
      map,
      model: 'gru',
      epochs: 15,
      seed: 1,
      options,
      save: path,
    })
    const save = join(folder, 'small')
    const small = await ask('models.compress', { table, map, path, save })
    expect(small.before.metrics).toEqual(trained.metrics)
    expect(small.before.bytes).toBe(statSync(path).size)
    expect(small.after.bytes).toBe(statSync(save).size)
    expect(small.share).toBeLessThan(0.45)
    expect(small.rounding).toBeLessThan(0.5001 / 127)
    expect(small.after.metrics['ndcg@10']).toBeGreaterThan(0.98 * small.before.metrics['ndcg@10'])
    const again = await ask('models.evaluate', { table, map, path: save })
    expect(again.metrics).toEqual(small.after.metrics)
    const pruned = await ask('models.compress', { table, map, path, quantise: false, prune: 0.9 })
    expect(pruned.pruned).toBeCloseTo(0.9, 2)
    expect(pruned.after.metrics['ndcg@10']).toBeLessThan(0.9 * pruned.before.metrics['ndcg@10'])
    expect(pruned.warnings.map(({ words }) => words)).toEqual(['warning_compression_costs'])
  })
})
