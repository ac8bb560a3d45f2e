import { describe, expect, test } from 'vitest'
import { fail } from '../../src-main/contract/errors.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { chooseBackend, findBackends } from '../../src-main/models/backends/choose-backend.ts'
import { type FoundAdapter, type Graphics, noGraphics } from '../../src-main/models/backends/graphics.ts'
import { trainOnBackend } from '../../src-main/models/backends/train-on-backend.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { type Checkpoint, trainModel } from '../../src-main/models/training/train-model.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { ringSequences } from './shop-log.ts'

const card: FoundAdapter = { device: 'A card', software: false, memory: 2 ** 30 }
const work = { model: 'rnn', loss: 'softmax', graphicsBytes: 2 ** 20 } as const

function graphicsWith(adapter: FoundAdapter, parity: number): Graphics {
  return { ...noGraphics, find: async () => adapter, parity: async () => parity }
}

describe('“automatic” takes', () => {
  const chosen = (graphics: Graphics, bytes = work.graphicsBytes) =>
    chooseBackend('automatic', { ...work, graphicsBytes: bytes }, 2, graphics)

  test('a graphics card that agrees with the reference', async () => {
    expect(await chosen(graphicsWith(card, 2e-7))).toMatchObject({
      ...{ backend: 'webgpu', device: 'A card', parity: 2e-7 },
      reason: { words: 'backend_gpu_agrees', with: { device: 'A card', difference: '2.0e-7' } },
    })
  })

  test.each([
    [
      'one that strays from the reference',
      graphicsWith(card, 0.03),
      work.graphicsBytes,
      'backend_gpu_strays',
    ],
    ['one that cannot be compared', graphicsWith(card, Number.POSITIVE_INFINITY), 1, 'backend_gpu_fails'],
    ['one that the model does not fit', graphicsWith(card, 0), 2 ** 31, 'backend_gpu_too_small'],
    ['one in software', graphicsWith({ ...card, software: true }, 0), 1, 'backend_software'],
    ['none', noGraphics, 1, 'backend_no_adapter'],
  ])('the processor instead of %s, and says why', async (_, graphics, bytes, reason) => {
    expect(await chosen(graphics, bytes)).toMatchObject({ backend: 'wasm', reason: { words: reason } })
  })
})

test('what is asked for is taken or refused, never replaced', async () => {
  const software = graphicsWith({ ...card, software: true }, 1e-7)
  expect(await chooseBackend('webgpu', work, 2, software)).toMatchObject({ backend: 'webgpu' })
  await expect(chooseBackend('webgpu', work, 2, graphicsWith(card, 0.03))).rejects.toMatchObject({
    code: 'MODELS_BACKEND_WRONG',
    parameters: { backend: 'webgpu', difference: '3.0e-2' },
  })
  await expect(chooseBackend('webgpu', work, 2, noGraphics)).rejects.toMatchObject({
    code: 'MODELS_BACKEND_UNAVAILABLE',
  })
  await expect(chooseBackend('cuda', work, 2, noGraphics)).rejects.toMatchObject({
    code: 'MODELS_BACKEND_UNAVAILABLE',
  })
})

test('the list says what “automatic” would take, and a check what strays', async () => {
  const taken = async (graphics: Graphics, check: boolean) =>
    (await findBackends(2, graphics, check))
      .filter(({ automatic }) => automatic)
      .map(({ backend }) => backend)
  expect(await taken(graphicsWith(card, 0.03), false)).toEqual(['webgpu'])
  expect(await taken(graphicsWith(card, 0.03), true)).toEqual(['wasm'])
  expect(await taken(graphicsWith({ ...card, software: true }, 0), true)).toEqual(['wasm'])
})

test('a device lost in the middle costs one epoch: the weights are those of going on from the last one', async () => {
  const sequences = ringSequences(40, 12, 8)
  const options = { width: 8, hidden: 8, length: 6, batch: 16, rate: 0.02, dropout: 0.1 }
  const plan = planTraining(sequences, { model: 'rnn', epochs: 5, seed: 2, k: [3], options })
  const lostAfter = (epochs: number): Graphics => ({
    ...noGraphics,
    train: async (own, ownPlan, monitor, checkpoints) =>
      await trainModel(own, ownPlan, serial, monitor, {
        load: () => checkpoints?.load() ?? null,
        async save(checkpoint) {
          await checkpoints?.save(checkpoint)
          if (checkpoint.history.length === epochs) throw fail('MODELS_DEVICE_LOST', { detail: 'unplugged' })
        },
      }),
  })
  const saved: Checkpoint[] = []
  const store = { load: () => null, save: (checkpoint: Checkpoint) => void saved.push(checkpoint) }
  const whole = await trainModel(sequences, plan, serial, silent)
  const place = { graphics: lostAfter(2), parallel: serial }
  const trained = await trainOnBackend({ backend: 'webgpu' }, sequences, plan, place, silent, store)
  expect(trained.weights).toEqual(whole.weights)
  expect(trained.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4])
  expect(trained.warnings).toEqual([{ words: 'models_device_lost', with: { epoch: 3, detail: 'unplugged' } }])
  expect(saved).toHaveLength(5)
})
