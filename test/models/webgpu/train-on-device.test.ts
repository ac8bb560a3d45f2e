import { describe, expect, test } from 'vitest'
import { type Monitor, silent } from '../../../src-main/contract/monitor.ts'
import type { FromCompute, Link, ToCompute } from '../../../src-main/models/backends/compute-protocol.ts'
import type { Graphics } from '../../../src-main/models/backends/graphics.ts'
import { remoteGraphics } from '../../../src-main/models/backends/remote-graphics.ts'
import { trainOnBackend } from '../../../src-main/models/backends/train-on-backend.ts'
import { planTraining } from '../../../src-main/models/training/plan-training.ts'
import { type Checkpoint, trainModel } from '../../../src-main/models/training/train-model.ts'
import { onDevice } from '../../../src-main/models/webgpu/device-learner.ts'
import { graphicsHere } from '../../../src-main/models/webgpu/graphics-here.ts'
import { openDevice } from '../../../src-main/models/webgpu/open-device.ts'
import { serveCompute } from '../../../src-main/models/webgpu/serve-compute.ts'
import { serial } from '../../../src-main/numeric/parallel.ts'
import { ringSequences } from '../shop-log.ts'
import { softwareGpu } from './software-gpu.ts'

const gpu = await softwareGpu()
/** One for all: its shaders are compiled once. */
const graphics = graphicsHere(async () => gpu)
const sequences = ringSequences(24, 9, 8)
const options = { width: 8, hidden: 8, length: 6, batch: 16, rate: 0.02, dropout: 0, layers: 1 }
const planOf = (epochs: number, rate = 0.02) =>
  planTraining(sequences, { model: 'rnn', epochs, seed: 2, k: [3], options: { ...options, rate } })

/** Both ends of a link in one process; what crosses is cloned, as between two. */
function linked(): {
  readonly here: Link<ToCompute, FromCompute>
  readonly there: Link<FromCompute, ToCompute>
} {
  const { port1, port2 } = new MessageChannel()
  const end = <Out, In>(port: MessagePort): Link<Out, In> => ({
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.onmessage = (event: MessageEvent) => listener(event.data)
    },
    onClosed: (listener) => port.addEventListener('close', () => listener('closed')),
    close: () => port.close(),
  })
  return { here: end(port1), there: end(port2) }
}

describe.skipIf(gpu === null)('training on a graphics processor in software', () => {
  test('in another process gives the bits of training in this one, checkpoints on the way', async () => {
    const remote = remoteGraphics(async () => {
      const { here, there } = linked()
      serveCompute(graphics, there)
      return here
    })
    expect(await remote.find()).toEqual(await graphics.find())
    const saved: number[] = []
    const store = { load: () => null, save: ({ history }: Checkpoint) => void saved.push(history.length) }
    const near = await graphics.train(sequences, planOf(3), silent)
    const far = await remote.train(sequences, planOf(3), silent, store)
    expect(far.weights).toEqual(near.weights)
    expect(far.metrics).toEqual(near.metrics)
    expect(saved).toEqual([1, 2, 3])
  })

  test('goes on at the processor once the device is lost', async () => {
    const device = await openDevice(gpu!)
    const losing: Monitor = {
      ...silent,
      report(_fraction, _phase, detail) {
        if (detail !== undefined && detail.ended.epoch === 1) device.gpu.destroy()
      },
    }
    const failing: Graphics = {
      ...graphics,
      train: (own, plan, monitor, checkpoints) =>
        trainModel(own, plan, onDevice(device), monitor, checkpoints),
    }
    const place = { graphics: failing, parallel: serial }
    const trained = await trainOnBackend({ backend: 'webgpu' }, sequences, planOf(5), place, losing)
    expect(trained.history).toHaveLength(5)
    expect(trained.warnings.map(({ words }) => words)).toEqual(['models_device_lost'])
  })

  test('stops where the loss is no number, and keeps the last good weights', async () => {
    await expect(graphics.train(sequences, planOf(3, 1e38), silent)).rejects.toMatchObject({
      code: 'MODELS_DIVERGED',
    })
    let good: Checkpoint | null = null
    const first = await graphics.train(sequences, planOf(1), silent, {
      load: () => null,
      save: (checkpoint) => {
        good = checkpoint
      },
    })
    const wild = planOf(3)
    const later = await graphics.train(
      sequences,
      { ...wild, options: { ...wild.options, rate: 1e38 } },
      silent,
      { load: () => good, save: () => undefined },
    )
    expect(later.weights).toEqual(first.weights)
    expect(later.warnings.map(({ words }) => words)).toEqual(['models_diverged'])
  })
})
