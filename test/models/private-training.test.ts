import { describe, expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import {
  epsilonOf,
  noiseFor,
  sampledGaussianDivergence,
} from '../../src-main/models/private/renyi-accountant.ts'
import { secretNoise } from '../../src-main/models/private/secret-noise.ts'
import { addClipped } from '../../src-main/models/private/train-privately.ts'
import { smallArchitecture, smallBatch } from '../../src-main/models/reference/parity.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { ask } from './ask.ts'
import { worst } from './desk.ts'
import { ringLog } from './shop-log.ts'

describe('the accountant', () => {
  // Google's dp_accounting 0.6.0, RdpAccountant with orders 2 … 256.
  test.each([
    [256 / 60000, 1.12, 14063, 1e-5, 2.521558861805894],
    [0.01, 4, 10000, 1e-5, 1.0354900660362436],
    [0.04, 1, 500, 1e-5, 6.539038053965433],
    [1, 10, 100, 1e-6, 5.222428660953289],
    [0.01, 0.8, 2000, 1e-5, 4.9262105337196145],
  ])('agrees with dp_accounting: q %f, noise %f, %i steps', (rate, noise, steps, delta, expected) => {
    expect(epsilonOf(rate, noise, steps, delta)).toBeCloseTo(expected, 9)
  })

  // README of TensorFlow Privacy's tutorials: N 60,000, batch 256, noise 1.12, 60 epochs: ε 2.92 at δ 10⁻⁵ (Mironov 2017, prop. 3).
  test('has the ε that TensorFlow Privacy published, by the conversion of its time', () => {
    const byOrder = Array.from({ length: 62 }, (_, at) => {
      const order = at + 2
      return 14063 * sampledGaussianDivergence(256 / 60000, 1.12, order) + Math.log(1e5) / (order - 1)
    })
    expect(Math.min(...byOrder)).toBeCloseTo(2.92, 2)
  })

  test('finds the noise that spends what is asked, and none where there is none', () => {
    const noise = noiseFor(0.02, 1000, 3, 1e-5)!
    const spent = epsilonOf(0.02, noise, 1000, 1e-5)
    expect(spent).toBeLessThanOrEqual(3)
    expect(spent).toBeGreaterThan(2.98)
    expect(noiseFor(1, 10_000_000, 0.001, 1e-6)).toBeNull()
  })
})

test('one example’s gradient counts for no more than the clipping norm, whatever its length', () => {
  const sum = new Float32Array(3)
  addClipped(Float32Array.from([30, 0, 40]), 2, sum)
  expect([...sum].map((x) => Number(x.toFixed(5)))).toEqual([1.2, 0, 1.6])
  addClipped(Float32Array.from([0.3, 0, 0.4]), 2, sum)
  expect(sum[0]).toBeCloseTo(1.5, 6)
  addClipped(new Float32Array(3), 2, sum)
  expect(sum.every(Number.isFinite)).toBe(true)
})

test('the gradients of single examples add up to that of their batch', async () => {
  const architecture = smallArchitecture('gru')
  const options = {
    ...{ rows: 3, rate: 0.01, decay: 0, dropout: 0, seed: 3 },
    loss: 'softmax',
    negatives: 16,
  } as const
  const batch = smallBatch(architecture.items, 11)
  const whole = openLearner(architecture, options, serial, silent)
  whole.train(batch)
  const apart = openLearner(architecture, { ...options, examplesApart: true }, serial, silent)
  const sum = new Float32Array(apart.parameters.floats)
  let examples = 0
  apart.exampleGradients(batch, (gradient) => {
    examples++
    for (let i = 0; i < sum.length; i++) sum[i] += gradient[i]
  })
  expect(examples).toBe(3)
  const predictions = batch.targets.filter((target) => target >= 0).length
  const scale = (0.1 * architecture.length) / predictions
  expect(
    worst(
      whole.state().first,
      sum.map((g) => scale * g),
    ),
  ).toBeLessThan(1e-5)
  apart.step(sum.map((g) => (architecture.length * g) / predictions))
  expect(worst(apart.weights, whole.weights)).toBeLessThan(1e-5)
  await Promise.all([whole.close(), apart.close()])
})

test('noise from the operating system is standard normal and never the same', () => {
  const [a, b] = [secretNoise(), secretNoise()]
  const drawn = Float64Array.from({ length: 40_000 }, () => a.normal())
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
  const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length
  // Five standard errors: once in two million runs.
  expect(Math.abs(mean)).toBeLessThan(0.025)
  expect(Math.abs(variance - 1)).toBeLessThan(0.036)
  expect(b.normal()).not.toBe(drawn[0])
})

describe('models.trainPrivately', () => {
  const log = ringLog(400, 10, 3)
  const table = { columns: { who: log.user, what: log.item, when: log.time } }
  const map = { user: 'who', item: 'what', time: 'when' }
  const options = { width: 16, hidden: 16, length: 10, batch: 64, rate: 0.02, dropout: 0 }
  const request = { table, map, model: 'gru' as const, epochs: 25, options, k: [1] }

  test('spends no more than asked, and learns the more the larger ε is', async () => {
    const loose = await ask('models.trainPrivately', { ...request, epsilon: 200 })
    const tight = await ask('models.trainPrivately', { ...request, epsilon: 0.2 })
    expect(tight.epsilon).toBeLessThanOrEqual(0.2)
    expect(tight.noise).toBeGreaterThan(5 * loose.noise)
    // A ring walker goes one on 85 times of 100; a blind guess is right once in ten.
    expect(loose.metrics['hr@1']).toBeGreaterThan(0.5)
    expect(tight.metrics['hr@1']).toBeLessThan(loose.metrics['hr@1'])
    expect(loose.samplingRate).toBeCloseTo(64 / 400, 12)
    expect(loose.losses.length).toBe(loose.steps)
  })

  test('says so where no noise is enough, and where δ gives a user away', async () => {
    await expect(
      ask('models.trainPrivately', { ...request, epochs: 10_000, epsilon: 1e-4 }),
    ).rejects.toMatchObject({
      code: 'MODELS_PRIVACY_OUT_OF_REACH',
    })
    const loose = await ask('models.trainPrivately', { ...request, epochs: 1, epsilon: 5, delta: 0.01 })
    expect(loose.warnings.map(({ words }) => words)).toContain('warning_delta_large')
  })
})
