import { describe, expect, test } from 'vitest'
import { sequenceModels, trainingLosses } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { parity, smallArchitecture, smallBatch, smallCounts } from '../../src-main/models/reference/parity.ts'
import { openReference } from '../../src-main/models/reference/reference-learner.ts'
import type { LearnerOptions } from '../../src-main/models/training/learner.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { worst } from './desk.ts'

const options: LearnerOptions = {
  rows: 3,
  rate: 0.01,
  decay: 0,
  dropout: 0.25,
  seed: 3,
  loss: 'softmax',
  negatives: 16,
}

describe.each(sequenceModels)('%s', (model) => {
  const architecture = smallArchitecture(model)
  const batch = smallBatch(architecture.items, 11)

  test('the reference’s gradient is that of finite differences in double precision', () => {
    const reference = openReference(architecture, options)
    const { gradient } = reference.gradient(batch)
    const source = random(1, 'directions')
    for (let direction = 0; direction < 12; direction++) {
      const along = Float64Array.from(gradient, () => source.normal())
      const start = reference.weights.slice()
      const at = (step: number) => {
        for (let i = 0; i < start.length; i++) reference.weights[i] = start[i] + step * along[i]
        return reference.gradient(batch).loss
      }
      const difference = (at(1e-6) - at(-1e-6)) / 2e-6
      reference.weights.set(start)
      const slope = gradient.reduce((sum, g, i) => sum + g * along[i], 0)
      expect(Math.abs(difference - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)))
    }
  })

  test('the kernels’ gradient is the reference’s', async () => {
    const learner = openLearner(architecture, options, serial, silent)
    const reference = openReference(architecture, options)
    const { gradient } = reference.gradient(batch)
    learner.train(batch)
    // After one step the first moment is a tenth of the gradient.
    expect(
      worst(
        learner.state().first,
        gradient.map((g) => 0.1 * g),
      ),
    ).toBeLessThan(1e-5)
    await learner.close()
  })

  test('twenty steps of training follow the reference within 10⁻⁴', async () => {
    expect(await parity(model)).toBeLessThan(1e-4)
  })
})

describe.each(trainingLosses)('the loss %s', (loss) => {
  const architecture = smallArchitecture('gru')
  const batch = smallBatch(architecture.items, 11)
  const own = { ...options, loss }

  test('has the gradient of finite differences in the reference', () => {
    const reference = openReference(architecture, own, smallCounts)
    const { gradient } = reference.gradient(batch)
    const source = random(2, 'directions')
    for (let direction = 0; direction < 8; direction++) {
      const along = Float64Array.from(gradient, () => source.normal())
      const start = reference.weights.slice()
      const at = (step: number) => {
        for (let i = 0; i < start.length; i++) reference.weights[i] = start[i] + step * along[i]
        return reference.gradient(batch).loss
      }
      const difference = (at(1e-6) - at(-1e-6)) / 2e-6
      reference.weights.set(start)
      const slope = gradient.reduce((sum, g, i) => sum + g * along[i], 0)
      expect(Math.abs(difference - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)))
    }
  })

  test('has that gradient in the kernels, and follows the reference for twenty steps', async () => {
    const learner = openLearner(architecture, own, serial, silent, smallCounts)
    const { gradient } = openReference(architecture, own, smallCounts).gradient(batch)
    learner.train(batch)
    expect(
      worst(
        learner.state().first,
        gradient.map((g) => 0.1 * g),
      ),
    ).toBeLessThan(1e-5)
    await learner.close()
    expect(await parity('gru', 20, loss)).toBeLessThan(1e-4)
  })
})
