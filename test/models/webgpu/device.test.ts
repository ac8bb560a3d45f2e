import { describe, expect, test } from 'vitest'
import { sequenceModels, trainingLosses } from '../../../src-main/contract/models.ts'
import { silent } from '../../../src-main/contract/monitor.ts'
import {
  parity,
  smallArchitecture,
  smallBatch,
  smallCounts,
} from '../../../src-main/models/reference/parity.ts'
import type { LearnerOptions } from '../../../src-main/models/training/learner.ts'
import { openLearner } from '../../../src-main/models/training/processor-learner.ts'
import { onDevice } from '../../../src-main/models/webgpu/device-learner.ts'
import { serial } from '../../../src-main/numeric/parallel.ts'
import { withSides, worst } from '../desk.ts'
import { device, gpu } from './software-device.ts'
import './questions.ts'

/** The kernels for graphics processors, on one in software: the same shaders, only slower. */

const options: LearnerOptions = {
  rows: 3,
  rate: 0.003,
  decay: 1e-4,
  dropout: 0.25,
  seed: 5,
  loss: 'softmax',
  negatives: 16,
  averages: true,
}

describe.skipIf(gpu === null)('on a graphics processor in software', () => {
  test.each(sequenceModels)('twenty steps of %s follow the reference within 10⁻⁴', async (model) => {
    expect(await parity(model, 20, 'softmax', onDevice(device!))).toBeLessThan(1e-4)
  })

  test.each(sequenceModels)(
    '%s against an adversary follows the reference, and the processor',
    async (model) => {
      const adversary = { epsilon: 0.2, weight: 0.7 }
      expect(await parity(model, 3, 'softmax', onDevice(device!), adversary)).toBeLessThan(1e-4)
      const architecture = smallArchitecture(model)
      const own = { ...options, adversary }
      const graphics = await onDevice(device!)(architecture, own, silent)
      const processor = openLearner(architecture, own, serial, silent)
      const batch = smallBatch(architecture.items, 11)
      await graphics.train(batch)
      processor.train(batch)
      expect(worst((await graphics.state()).first, processor.state().first)).toBeLessThan(1e-5)
      await Promise.all([graphics.close(), processor.close()])
    },
  )

  test.each(trainingLosses)('the loss %s follows the reference', async (loss) => {
    expect(await parity('rnn', 5, loss, onDevice(device!))).toBeLessThan(1e-4)
  })

  test.each(sequenceModels)(
    '%s has the processor’s gradient, ranks and vectors, sides among what it reads',
    async (model) => {
      const architecture = { ...smallArchitecture(model), sides: [3, 5] }
      const batch = withSides(smallBatch(architecture.items, 11), architecture.sides)
      const graphics = await onDevice(device!)(architecture, options, silent, smallCounts)
      const processor = openLearner(architecture, options, serial, silent, smallCounts)
      await graphics.train(batch)
      processor.train(batch)
      // After one step the first moment is a tenth of the gradient.
      expect(worst((await graphics.state()).first, processor.state().first)).toBeLessThan(1e-5)
      expect(worst(await graphics.encode(batch), processor.encode(batch))).toBeLessThan(1e-4)
      graphics.load(processor.weights)
      expect([...(await graphics.rank(batch))]).toEqual([...processor.rank(batch)])
      await Promise.all([graphics.close(), processor.close()])
    },
  )

  test('the same seed gives the same bits, and going on from a state those of an unbroken run', async () => {
    const architecture = smallArchitecture('gru')
    const opened = onDevice(device!)
    const whole = await opened(architecture, options, silent)
    const broken = await opened(architecture, options, silent)
    for (let step = 0; step < 6; step++) await whole.train(smallBatch(architecture.items, step))
    for (let step = 0; step < 3; step++) await broken.train(smallBatch(architecture.items, step))
    const second = await opened(architecture, { ...options }, silent)
    second.restore(await broken.state())
    for (let step = 3; step < 6; step++) await second.train(smallBatch(architecture.items, step))
    expect(await second.state()).toEqual(await whole.state())
    await Promise.all([whole.close(), broken.close(), second.close()])
  })

  test('the mean of the weights is the processor’s', async () => {
    const architecture = smallArchitecture('gru')
    const graphics = await onDevice(device!)(architecture, options, silent)
    const processor = openLearner(architecture, options, serial, silent)
    for (let step = 0; step < 3; step++) {
      await graphics.train(smallBatch(architecture.items, step), 1, 1 / (1 + step))
      processor.train(smallBatch(architecture.items, step), 1, 1 / (1 + step))
    }
    expect(worst((await graphics.state()).mean!, processor.state().mean!)).toBeLessThan(1e-4)
    await Promise.all([graphics.close(), processor.close()])
  })

  test.each(['bert4rec', 'srgnn'] as const)(
    '%s is the same to the bit where a dispatch counts few groups and little is handed over at once',
    async (model) => {
      // As with millions of items, of which no device counts the groups along one side.
      const narrow = { ...device!, shaders: { ...device!.shaders, mostGroups: 3, mostProducts: 1000 } }
      const architecture = { ...smallArchitecture(model), items: 120 }
      const own = { ...options, adversary: { epsilon: 0.2, weight: 0.7 } }
      const [wide, folded] = await Promise.all(
        [device!, narrow].map((each) => onDevice(each)(architecture, own, silent)),
      )
      const batch = smallBatch(architecture.items, 11)
      expect(await folded!.train(batch)).toBe(await wide!.train(batch))
      expect(await folded!.state()).toEqual(await wide!.state())
      expect(await folded!.rank(batch)).toEqual(await wide!.rank(batch))
      await Promise.all([wide!.close(), folded!.close()])
    },
  )

  test('a pace takes that share of the step size', async () => {
    const architecture = smallArchitecture('gru')
    const half = await onDevice(device!)(architecture, options, silent)
    const slow = await onDevice(device!)(architecture, { ...options, rate: options.rate / 2 }, silent)
    for (let step = 0; step < 2; step++) {
      await half.train(smallBatch(architecture.items, step), 0.5)
      await slow.train(smallBatch(architecture.items, step))
    }
    expect(await half.state()).toEqual(await slow.state())
    await Promise.all([half.close(), slow.close()])
  })

  test('holds no more buffers after many steps than after a few', async () => {
    let held = 0
    const { gpu } = device!
    const create = gpu.createBuffer.bind(gpu)
    gpu.createBuffer = (descriptor) => {
      const buffer = create(descriptor)
      const destroy = buffer.destroy.bind(buffer)
      held++
      buffer.destroy = () => {
        held--
        destroy()
      }
      return buffer
    }
    const architecture = smallArchitecture('rnn')
    const learner = await onDevice(device!)(architecture, options, silent)
    const steps = async (count: number) => {
      for (let step = 0; step < count; step++) await learner.train(smallBatch(architecture.items, step % 4))
      return held
    }
    const few = await steps(4)
    expect(await steps(16)).toBe(few)
    await learner.close()
    expect(held).toBe(0)
    gpu.createBuffer = create
  })
})

test.each([
  ['rnn', 'counts what stands in the padding as well'],
  ['bert4rec', 'attends to what sequences are padded with'],
] as const)(
  'a backend whose %s %s is caught: that is how stock TensorFlow.js fails on WebGPU',
  async (model, _fault) => {
    const difference = await parity(model, 5, 'softmax', (architecture, own, monitor, counts) => {
      const learner = openLearner(architecture, own, serial, monitor, counts)
      const unmasked = (codes: Int32Array) => codes.map((code) => Math.max(0, code))
      return {
        ...learner,
        train: (batch) =>
          learner.train({
            ...batch,
            lengths: batch.lengths.map(() => batch.length),
            inputs: unmasked(batch.inputs),
            targets: model === 'rnn' ? unmasked(batch.targets) : batch.targets,
          }),
      }
    })
    expect(difference).toBeGreaterThan(1e-3)
  },
)
