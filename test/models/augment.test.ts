import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { augmented, disturbed } from '../../src-main/models/data/augment.ts'
import type { Batch } from '../../src-main/models/training/held-model.ts'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from './ask.ts'
import { ringLog } from './shop-log.ts'

const length = 12
/** Row r reads 100r, 100r + 1, …, each predicting the next; its side is the code less 100r. */
const batch: Batch = {
  rows: 40,
  length,
  lengths: Int32Array.from({ length: 40 }, (_, row) => 1 + (row % length)),
  inputs: Int32Array.from({ length: 40 * length }, (_, at) =>
    at % length <= Math.floor(at / length) % length ? 100 * Math.floor(at / length) + (at % length) : -1,
  ),
  targets: Int32Array.from({ length: 40 * length }, (_, at) =>
    at % length <= Math.floor(at / length) % length ? 100 * Math.floor(at / length) + (at % length) + 1 : -1,
  ),
  sides: Int32Array.from({ length: 40 * length }, (_, at) =>
    at % length <= Math.floor(at / length) % length ? at % length : -1,
  ),
}

function rowsOf({ rows, lengths, inputs, targets, sides }: Batch) {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: lengths[row] }, (_, t) => {
      const at = row * length + t
      return {
        input: inputs[at] - 100 * row,
        target: targets[at] < 0 ? null : targets[at] - 100 * row,
        side: sides![at],
      }
    }),
  )
}

describe('augmentation', () => {
  test.each([
    ['crop', { crop: 1, mask: 0, reorder: 0 }],
    ['mask', { crop: 0, mask: 1, reorder: 0 }],
    ['reorder', { crop: 0, mask: 0, reorder: 1 }],
  ] as const)('%s keeps what truly followed, and never lets an item foretell itself', (kind, shares) => {
    const changed = augmented(batch, shares, random(1, 'augment'))
    for (const [row, positions] of rowsOf(changed).entries()) {
      const seen = new Set<number>()
      for (const { input, target, side } of positions) {
        seen.add(input)
        expect(side).toBe(input)
        if (target === null) continue
        expect(kind === 'reorder' || target === input + 1).toBe(true)
        expect(seen.has(target)).toBe(false)
      }
      const before = batch.lengths[row]
      if (kind === 'crop') expect(positions.length).toBeGreaterThanOrEqual(Math.ceil(0.6 * before))
      if (kind === 'reorder') expect([...seen].sort((a, b) => a - b)).toEqual([...new Array(before).keys()])
      expect(positions.length).toBeGreaterThan(0)
    }
    expect(changed).not.toEqual(batch)
    expect(augmented(batch, shares, random(1, 'augment'))).toEqual(changed)
    expect(augmented(batch, { crop: 0, mask: 0, reorder: 0 }, random(1, 'augment'))).toEqual(batch)
  })

  test('a disturbed history keeps its last item and what is asked of it', () => {
    const changed = rowsOf(disturbed(batch, { mask: 0.5, reorder: 0.5 }, () => random(2, 'disturb')))
    for (const [row, positions] of changed.entries()) {
      expect(positions.at(-1)!.input).toBe(batch.lengths[row] - 1)
      expect(positions.at(-1)!.target).toBe(batch.lengths[row])
    }
    expect(changed.flat().length).toBeLessThan(batch.lengths.reduce((sum, own) => sum + own, 0))
    expect(disturbed(batch, { mask: 0, reorder: 0 }, () => random(2, 'disturb'))).toEqual(batch)
  })
})

describe('by the contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'augment-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  /** Two ring walks at once, turn by turn: what comes next hangs on the item before the last, which a disturbed history may lack. */
  const ring = ringLog(150, 20, 4)
  const log = {
    who: ring.user,
    what: ring.item.map((item, row) =>
      ring.time[row] % 2 === 0 ? item : `even ${ring.item[Math.max(0, row - 1)]}`,
    ),
    when: ring.time,
  }
  const request = {
    ...{
      table: { columns: log },
      map: { user: 'who', item: 'what', time: 'when' },
      model: 'gru' as const,
      seed: 1,
      epochs: 20,
    },
    options: { width: 16, hidden: 24, length: 12, batch: 16, rate: 0.01, patience: 20 },
  }

  test('a model trained on thinned sequences loses less where histories are thin, and the cost is told', async () => {
    const losses = []
    for (const [name, augment] of [
      ['plain', undefined],
      ['augmented', { mask: 0.8, crop: 0.3 }],
    ] as const) {
      const path = join(folder, name)
      const { metrics } = await ask('models.train', { ...request, augment, save: path })
      const { table, map } = request
      const found = await ask('models.evaluate', { table, map, path, disturb: { mask: 0.5, reorder: 0.5 } })
      expect(found.metrics).toEqual(metrics)
      expect(found.disturbed!['ndcg@10']).toBeLessThan(metrics['ndcg@10'] + 0.05)
      losses.push(metrics['ndcg@10'] - found.disturbed!['ndcg@10'])
    }
    expect(losses[1]).toBeLessThan(losses[0] + 0.02)
  })

  test('a model of masks is not augmented', async () => {
    const asked = { ...request, model: 'bert4rec' as const, augment: { crop: 0.5 } }
    await expect(ask('models.train', asked)).rejects.toMatchObject({ code: 'MODELS_NOT_AUGMENTED' })
  })
})
