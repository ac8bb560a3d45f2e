import { expect, test } from 'vitest'
import { sequenceModels, trainingLosses } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { planOnSequences } from '../../src-main/engine/plan-on-sequences.ts'
import type { Sequences } from '../../src-main/models/data/sequences.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { trainModel } from '../../src-main/models/training/train-model.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

/** So many users of so many events each, of few items. */
function logOf(users: number, events: number): Sequences {
  return {
    users: Array.from({ length: users }, (_, user) => `u${user}`),
    items: ['a', 'b', 'c'],
    item: Int32Array.from({ length: users * events }, (_, at) => at % 3),
    start: Int32Array.from({ length: users + 1 }, (_, user) => user * events),
  }
}

const asked = { model: 'gru', epochs: 1, seed: 1, k: [10], options: {} } as const

test.each([
  [100, 10, 16],
  [3_000, 10, 32],
  [100_000, 3, 128],
])('%i users of %i events are learned from in batches of %i', (users, events, batch) => {
  const { used, options } = planTraining(logOf(users, events), asked)
  expect(used.batch).toBe(batch)
  expect(options.rows).toBe(batch)
  expect(used.length).toBe(events)
})

test('what is asked for is taken, and sequences of many parts count by them', () => {
  const log = logOf(100, 1000)
  expect(planTraining(log, { ...asked, options: { length: 20 } }).used.batch).toBe(64)
  expect(planTraining(log, { ...asked, options: { length: 20, batch: 7 } }).used.batch).toBe(7)
})

test.each(sequenceModels)('%s learns repeats with the softmax alone, and not where told', (model) => {
  for (const loss of trainingLosses) {
    const { architecture, used } = planTraining(logOf(10, 10), { ...asked, model, loss })
    expect(architecture.repeats === true).toBe(loss === 'softmax')
    expect(used.repeats).toBe(loss === 'softmax' ? 1 : 0)
  }
  const without = planTraining(logOf(10, 10), { ...asked, model, options: { repeats: 0 } })
  expect(without.architecture.repeats).toBeUndefined()
})

test.each(sequenceModels)(
  '%s is changed by its settings, but for those said to make no difference',
  async (model) => {
    const log = logOf(12, 8)
    const small = { width: 16, hidden: 8, layers: 1, heads: 1 }
    const weights = async (options: object) => {
      const plan = planTraining(log, { ...asked, model, options: { ...small, ...options } })
      return (await trainModel(log, plan, serial, silent)).weights
    }
    const { unused } = planOnSequences(log, { ...asked, model, options: small }, 1)
    const before = await weights({})
    for (const [name, value] of Object.entries({ hidden: 16, layers: 2, heads: 2 })) {
      const isSame = Buffer.from((await weights({ [name]: value })).buffer).equals(Buffer.from(before.buffer))
      expect(isSame, name).toBe(unused.some((each) => each === name))
    }
  },
)
