import { availableParallelism } from 'node:os'
import { afterAll, describe, expect, test } from 'vitest'
import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import type { Batch } from '../../src-main/models/training/held-model.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { type Parallel, serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { worst } from './desk.ts'

const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), 3)
afterAll(() => threads.close())

const architecture = { items: 60, width: 16, hidden: 24, layers: 1, heads: 2, length: 9 }
const options = {
  rows: 32,
  rate: 0.01,
  decay: 1e-5,
  dropout: 0.2,
  seed: 4,
  loss: 'softmax',
  negatives: 16,
  averages: true,
} as const

function batch(step: number): Batch {
  const source = random(9, 'batch', step)
  const [rows, length] = [32, 9]
  const lengths = Int32Array.from({ length: rows }, () => 1 + source.integer(length))
  const code = () => source.integer(architecture.items)
  const draw = () =>
    Int32Array.from({ length: rows * length }, (_, at) =>
      at % length < lengths[Math.floor(at / length)] ? code() : -1,
    )
  return { rows, length, lengths, inputs: draw(), targets: draw() }
}

const share = (step: number) => 1 / (1 + step / 2)

async function trained(model: SequenceModel, parallel: Parallel, steps = 8) {
  const learner = openLearner({ ...architecture, model }, options, parallel, silent)
  const losses = Array.from({ length: steps }, (_, step) => learner.train(batch(step), 1, share(step)))
  const result = {
    losses,
    ...learner.state(),
    ranks: learner.rank(batch(99)),
    vectors: learner.encode(batch(99)),
  }
  await learner.close()
  return result
}

describe.each(sequenceModels)('%s', (model) => {
  test(`one thread and three give the same bits (${availableParallelism()} cores here)`, async () => {
    const alone = await trained(model, serial)
    const together = await trained(model, threads)
    expect(together).toEqual(alone)
  })

  test('a pace takes that share of the step size', async () => {
    const half = openLearner({ ...architecture, model }, options, serial, silent)
    const slow = openLearner(
      { ...architecture, model },
      { ...options, rate: options.rate / 2 },
      serial,
      silent,
    )
    for (let step = 0; step < 3; step++) expect(half.train(batch(step), 0.5)).toBe(slow.train(batch(step)))
    expect(half.state()).toEqual(slow.state())
    await Promise.all([half.close(), slow.close()])
  })

  test('the mean of the weights is theirs by the shares, and nothing learns from it', async () => {
    const learner = openLearner({ ...architecture, model }, options, serial, silent)
    const without = openLearner({ ...architecture, model }, { ...options, averages: false }, serial, silent)
    let expected = Float64Array.from(learner.weights)
    expect([...learner.state().mean!]).toEqual([...expected])
    for (let step = 0; step < 6; step++) {
      expect(learner.train(batch(step), 1, share(step))).toBe(without.train(batch(step)))
      expected = expected.map((m, i) => m + share(step) * (learner.weights[i] - m))
    }
    expect(worst(learner.state().mean!, expected)).toBeLessThan(1e-6)
    expect(without.state().mean).toBeUndefined()
    await Promise.all([learner.close(), without.close()])
  })

  test('goes on from its state as if it had never stopped', async () => {
    const whole = await trained(model, serial)
    const first = openLearner({ ...architecture, model }, options, serial, silent)
    for (let step = 0; step < 4; step++) first.train(batch(step), 1, share(step))
    const second = openLearner({ ...architecture, model }, { ...options }, serial, silent)
    second.restore(first.state())
    for (let step = 4; step < 8; step++) second.train(batch(step), 1, share(step))
    const { weights, mean } = second.state()
    expect({ weights, mean }).toEqual({ weights: whole.weights, mean: whole.mean })
    await Promise.all([first.close(), second.close()])
  })

  test('learns a cycle of items by heart', async () => {
    const learner = openLearner({ ...architecture, model }, { ...options, dropout: 0 }, serial, silent)
    const [rows, length] = [32, 9]
    const inputs = Int32Array.from(
      { length: rows * length },
      (_, at) => (Math.floor(at / length) + (at % length)) % 20,
    )
    const cycle = {
      rows,
      length,
      lengths: new Int32Array(rows).fill(length),
      inputs,
      targets: inputs.map((x) => (x + 1) % 20),
    }
    let loss = Number.POSITIVE_INFINITY
    for (let step = 0; step < 120; step++) loss = learner.train(cycle)
    expect(loss).toBeLessThan(0.1)
    expect([...learner.rank(cycle)]).toEqual(new Array(rows).fill(1))
    await learner.close()
  })
})

test('a step along a gradient that is given moves the mean by its share as well', async () => {
  const learner = openLearner({ ...architecture, model: 'gru' }, options, serial, silent)
  const start = learner.weights.slice()
  learner.step(new Float32Array(learner.parameters.floats).fill(0.5), 1, 0.25)
  const expected = start.map((weight, i) => weight + 0.25 * (learner.weights[i] - weight))
  expect(learner.weights).not.toEqual(start)
  expect(worst(learner.state().mean!, expected)).toBeLessThan(1e-6)
  await learner.close()
})
