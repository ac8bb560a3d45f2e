import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { movedRows } from '../../src-main/models/losses/adversary.ts'
import { parametersOf } from '../../src-main/models/networks/table.ts'
import { parity, smallArchitecture, smallBatch } from '../../src-main/models/reference/parity.ts'
import { openReference } from '../../src-main/models/reference/reference-learner.ts'
import type { LearnerOptions } from '../../src-main/models/training/learner.ts'
import { mapParameters } from '../../src-main/models/training/parameters.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { type Parallel, serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from './ask.ts'
import { desk, worst } from './desk.ts'
import { ringLog } from './shop-log.ts'

const adversary = { epsilon: 0.2, weight: 0.7 }
const plain: LearnerOptions = {
  rows: 3,
  rate: 0.01,
  decay: 0,
  dropout: 0.25,
  seed: 3,
  loss: 'softmax',
  negatives: 16,
}
const options: LearnerOptions = { ...plain, adversary }

/** Where the items' vectors lie among the parameters, a mask's left out. */
function itemsOf(model: SequenceModel) {
  const architecture = smallArchitecture(model)
  const from = mapParameters(parametersOf(architecture)).offsets.get('items')!
  return { architecture, from, to: from + architecture.items * architecture.width }
}

/** The parameters with the items' vectors moved along their gradient. */
function moved(model: SequenceModel, weights: Float64Array, gradient: Float64Array, epsilon: number) {
  const { architecture, from, to } = itemsOf(model)
  const result = weights.slice()
  const directions = gradient.subarray(from, to)
  result.set(movedRows(weights.subarray(from, to), directions, architecture.width, epsilon), from)
  return result
}

const length = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0))

test('the kernel moves each row by its share along the sum of the gradients, and one without a gradient not at all', () => {
  const { kernels, put } = desk(5)
  const [rows, width] = [6, 24]
  const table = put(rows * width)
  const gradients = [put(rows * width), put(rows * width), put(rows * width)]
  for (const { values } of gradients) {
    values.fill(0, 2 * width, 3 * width)
    // As small as a rare item's gradient can be.
    for (let at = 4 * width; at < 5 * width; at++) values[at] *= 1e-25
  }
  const before = gradients.map(({ values }) => values.slice())
  const out = put(rows * width)
  const stride = gradients[1].at - gradients[0].at
  kernels.perturbRows(rows, width, table.at, gradients[0].at, stride, 3, 0.3, out.at)
  const sum = Float64Array.from(before[0], (g, at) => g + before[1][at] + before[2][at])
  expect(worst(out.values, movedRows(table.values, sum, width, 0.3))).toBeLessThan(2e-6)
  expect([...out.values.subarray(2 * width, 3 * width)]).toEqual([
    ...table.values.subarray(2 * width, 3 * width),
  ])
  for (let row = 0; row < rows; row++) {
    const own = Float64Array.from(table.values.subarray(row * width, (row + 1) * width))
    const way = own.map((x, j) => out.values[row * width + j] - x)
    expect(length(way) / length(own)).toBeCloseTo(row === 2 ? 0 : 0.3, 5)
  }
  expect(gradients.map(({ values }) => values)).toEqual(before)
})

describe.each(sequenceModels)('%s', (model) => {
  const { architecture, from, to } = itemsOf(model)
  const batch = smallBatch(architecture.items, 11)

  test('the reference’s gradient is that of finite differences, the move held still', () => {
    const reference = openReference(architecture, options)
    const loss = openReference(architecture, plain)
    const start = reference.weights.slice()
    const at = (weights: Float64Array) => {
      loss.weights.set(weights)
      return loss.gradient(batch).loss
    }
    loss.weights.set(start)
    const way = moved(model, start, loss.gradient(batch).gradient, adversary.epsilon).map(
      (x, i) => x - start[i],
    )
    expect(length(way.subarray(from, to))).toBeGreaterThan(0)
    const { gradient } = reference.gradient(batch)
    const source = random(1, 'directions')
    for (let direction = 0; direction < 4; direction++) {
      const along = Float64Array.from(gradient, () => source.normal())
      const both = (step: number) => {
        const weights = start.map((x, i) => x + step * along[i])
        return at(weights) + adversary.weight * at(weights.map((x, i) => x + way[i]))
      }
      const difference = (both(1e-5) - both(-1e-5)) / 2e-5
      const slope = gradient.reduce((sum, g, i) => sum + g * along[i], 0)
      expect(Math.abs(difference - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)))
    }
  })

  test('the loss rises along the move as its gradient says, and more than along any other', () => {
    const reference = openReference(architecture, plain)
    const start = reference.weights.slice()
    const { loss, gradient } = reference.gradient(batch)
    const { width } = architecture
    const epsilon = 1e-5
    let slope = 0
    for (let row = from; row < to; row += width) {
      slope += length(start.subarray(row, row + width)) * length(gradient.subarray(row, row + width))
    }
    const rise = (directions: Float64Array) => {
      reference.weights.set(moved(model, start, directions, epsilon))
      return (reference.gradient(batch).loss - loss) / epsilon
    }
    expect(rise(gradient) / slope).toBeCloseTo(1, 3)
    const source = random(2, 'anywhere')
    for (let other = 0; other < 5; other++) {
      expect(rise(gradient.map(() => source.normal()))).toBeLessThan(0.9 * slope)
    }
  })

  test('the kernels’ gradient is the reference’s, and twenty steps follow it within 10⁻⁴', async () => {
    const learner = openLearner(architecture, options, serial, silent)
    const { gradient } = openReference(architecture, options).gradient(batch)
    learner.train(batch)
    // After one step the first moment is a tenth of the gradient.
    expect(
      worst(
        learner.state().first,
        gradient.map((g) => 0.1 * g),
      ),
    ).toBeLessThan(1e-5)
    await learner.close()
    expect(await parity(model, 20, 'softmax', undefined, adversary)).toBeLessThan(1e-4)
  })
})

describe('one seed gives the same bits', () => {
  const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), 3)
  afterAll(() => threads.close())
  const shape = { ...{ items: 60, width: 16, hidden: 24, layers: 1, heads: 2 }, length: 7 }
  const many = { ...options, rows: 32 }
  const batch = (step: number) => {
    const source = random(9, 'batch', step)
    const codes = () => Int32Array.from({ length: 32 * 7 }, () => source.integer(60))
    const lengths = Int32Array.from({ length: 32 }, () => 1 + source.integer(7))
    return { rows: 32, length: 7, lengths, inputs: codes(), targets: codes() }
  }
  const run = async (model: SequenceModel, parallel: Parallel, stops: boolean) => {
    let learner = openLearner({ ...shape, model }, many, parallel, silent)
    for (let step = 0; step < 6; step++) {
      if (stops && step === 3) {
        const state = learner.state()
        await learner.close()
        learner = openLearner({ ...shape, model }, many, parallel, silent)
        learner.restore(state)
      }
      learner.train(batch(step))
    }
    const { weights } = learner.state()
    await learner.close()
    return weights
  }

  test.each(['gru', 'bert4rec'] as const)(
    '%s: on one thread and three, unbroken and gone on with',
    async (model) => {
      const whole = await run(model, serial, false)
      expect(await run(model, threads, false)).toEqual(whole)
      expect(await run(model, serial, true)).toEqual(whole)
    },
  )
})

describe('by the contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adversary-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const ring = ringLog(300, 40, 4)
  const table = { columns: { who: ring.user, what: ring.item, when: ring.time } }
  const map = { user: 'who', item: 'what', time: 'when' }
  const request = {
    ...{ table, map, model: 'gru' as const, seed: 1, epochs: 12, k: [1] },
    // A mean of weights is steadier against moves by itself, and what repeats score is not moved.
    options: {
      ...{ width: 16, hidden: 24, length: 12, batch: 16, rate: 0.01 },
      ...{ averaging: 0, patience: 12, repeats: 0 },
    },
  }

  test('a model that learnt against moved vectors bears them better, and what that costs is told', async () => {
    const trained = async (name: string, against?: { readonly epsilon: number }) => {
      const path = join(folder, name)
      const { metrics } = await ask('models.train', { ...request, adversary: against, save: path })
      const perturb = { epsilon: 0.2, seed: 3 }
      const found = await ask('models.evaluate', { table, map, path, k: [1], perturb })
      expect(found.metrics).toEqual(metrics)
      const { adversarial, random: anywhere } = found.perturbed!
      expect(adversarial['hr@1']).toBeLessThan(anywhere['hr@1'])
      return { plain: metrics['hr@1'], adversarial: adversarial['hr@1'] }
    }
    const careless = await trained('careless')
    const careful = await trained('careful', { epsilon: 0.2 })
    expect(careful.adversarial).toBeGreaterThan(careless.adversarial + 0.04)
    expect(careful.plain).toBeGreaterThan(careless.plain - 0.05)
  })

  test('private training refuses an adversary, whose direction would tell of users', async () => {
    const { epochs: _epochs, ...asked } = request
    await expect(ask('models.trainPrivately', { ...asked, epsilon: 5, adversary: {} })).rejects.toMatchObject(
      { code: 'MODELS_PRIVATE_ADVERSARY' },
    )
  })
})
