import { describe, expect, test } from 'vitest'
import { fail } from '../../src-main/contract/errors.ts'
import { type Monitor, silent } from '../../src-main/contract/monitor.ts'
import { evaluateModel, historyVectors, userVectors } from '../../src-main/models/apply-model.ts'
import type { FromCompute, Link, ToCompute } from '../../src-main/models/backends/compute-protocol.ts'
import { type FoundAdapter, type Graphics, noGraphics } from '../../src-main/models/backends/graphics.ts'
import { placeOn, placeToAsk } from '../../src-main/models/backends/hold-on-backend.ts'
import { remoteGraphics } from '../../src-main/models/backends/remote-graphics.ts'
import { askedOptions } from '../../src-main/models/hold-model.ts'
import { parametersOf } from '../../src-main/models/networks/table.ts'
import { smallArchitecture } from '../../src-main/models/reference/parity.ts'
import type { HeldModel } from '../../src-main/models/training/held-model.ts'
import { mapParameters, startParameters } from '../../src-main/models/training/parameters.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { serveCompute } from '../../src-main/models/webgpu/serve-compute.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { ringSequences } from './shop-log.ts'

/** Where models are asked, whatever computes: here the processor plays the graphics processor. */

const card: FoundAdapter = { device: 'A card', software: false, memory: 2 ** 30 }
const chosen = {
  backend: 'webgpu',
  device: 'A card',
  reason: { words: 'backend_as_asked' },
  parity: 0,
} as const
const sequences = ringSequences(150, 21, 8)
const architecture = smallArchitecture('rnn')
const weights = new Float32Array(mapParameters(parametersOf(architecture)).floats)
startParameters(mapParameters(parametersOf(architecture)), 4, weights)
const rest = { items: sequences.items, options: {}, metrics: {}, seed: 4, temperature: 1 }
const model = { architecture, weights, ...rest }

/** Answers after a moment, as a device does; `change` may fail some. */
function slowGraphics(change: (held: HeldModel) => Partial<HeldModel> = () => ({})) {
  let open = 0
  const graphics: Graphics = {
    ...noGraphics,
    find: async () => card,
    parity: async () => 1e-7,
    async hold(own, rows, questions, monitor) {
      const held = openLearner(own.architecture, askedOptions(rows, questions), serial, monitor)
      held.load(own.weights)
      open++
      const later = async <T>(answer: () => T): Promise<T> => {
        await new Promise((resolve) => setTimeout(resolve, 2))
        return answer()
      }
      const slow: HeldModel = {
        ...held,
        ahead: 4,
        rank: (batch) => later(() => held.rank(batch)),
        encode: (batch) => later(() => held.encode(batch)),
        async close() {
          open--
          await held.close()
        },
      }
      return { ...slow, ...change(slow) }
    },
  }
  return { graphics, open: () => open }
}

function linked(graphics: Graphics) {
  const { port1, port2 } = new MessageChannel()
  const end = <Out, In>(port: MessagePort): Link<Out, In> => ({
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.onmessage = (event: MessageEvent) => listener(event.data)
    },
    onClosed: (listener) => port.addEventListener('close', () => listener('closed')),
    close: () => port.close(),
  })
  serveCompute(graphics, end<FromCompute, ToCompute>(port2))
  return end<ToCompute, FromCompute>(port1)
}

/** Batches of forty there. */
function placeBeyondLink(there: Graphics) {
  const remote = remoteGraphics(async () => linked(there))
  const hold: Graphics['hold'] = (own, _, questions, monitor) => remote.hold(own, 40, questions, monitor)
  return placeOn(chosen, false, { graphics: { ...remote, hold }, parallel: serial })
}

describe('in another process', () => {
  test('several batches are under way at once and answers are those of this one', async () => {
    const slow = slowGraphics()
    const { hold } = placeBeyondLink(slow.graphics)
    expect(await userVectors(model, sequences, hold, silent)).toEqual(
      await userVectors(model, sequences, serial, silent),
    )
    await expect.poll(slow.open).toBe(0)
  })

  test('a cancel is heard while an answer is waited for, and lets the model go there', async () => {
    const slow = slowGraphics(() => ({ encode: () => new Promise(() => undefined) }))
    const { hold } = placeBeyondLink(slow.graphics)
    let cancelled = false
    const monitor: Monitor = {
      check() {
        if (cancelled) throw fail('CANCELLED')
      },
      report: () => undefined,
    }
    const asked = userVectors(model, sequences, hold, monitor)
    await expect.poll(slow.open).toBe(1)
    cancelled = true
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect.poll(slow.open).toBe(0)
  })
})

test('a device that has no room beside another job: the processor takes the model where nobody insisted', async () => {
  const full: Graphics = {
    ...slowGraphics().graphics,
    hold: () => Promise.reject(fail('MODELS_TOO_LARGE', { items: 21, needed: 900, limit: 900 })),
  }
  const { hold, computedOn } = placeOn(chosen, true, { graphics: full, parallel: serial })
  const here = await evaluateModel(model, sequences, [3], serial, silent)
  expect(await evaluateModel(model, sequences, [3], hold, silent)).toEqual(here)
  expect(computedOn()).toMatchObject({ backend: 'wasm', backendReason: { words: 'backend_gpu_full' } })
  const insisted = placeOn(chosen, false, { graphics: full, parallel: serial })
  await expect(evaluateModel(model, sequences, [3], insisted.hold, silent)).rejects.toMatchObject({
    code: 'MODELS_TOO_LARGE',
  })
})

test('a device lost again and again: nothing is asked of it twice, every answer comes', async () => {
  let holds = 0
  const { graphics } = slowGraphics(() => {
    holds++
    return { encode: () => Promise.reject(fail('MODELS_DEVICE_LOST', { detail: 'unplugged' })) }
  })
  const { hold, computedOn } = placeOn(chosen, true, { graphics, parallel: serial })
  const histories = { item: sequences.item, from: [0, 3], to: [4, 9] }
  const expected = await historyVectors(model, histories, serial, silent)
  for (let time = 0; time < 2; time++)
    expect(await historyVectors(model, histories, hold, silent)).toEqual(expected)
  expect(holds).toBe(1)
  expect(computedOn().warnings).toEqual([
    { words: 'models_device_lost_asking', with: { detail: 'unplugged' } },
  ])
})

test('“automatic” takes the card for much, and the processor for little, each with its reason', async () => {
  const { graphics } = slowGraphics()
  const placeFor = async (rows: number) =>
    (
      await placeToAsk(
        'automatic',
        model,
        { questions: {}, rows, scores: true },
        { graphics, parallel: serial },
      )
    ).computedOn()
  expect(await placeFor(1)).toMatchObject({
    backend: 'wasm',
    backendReason: { words: 'backend_little_asked' },
  })
  expect(await placeFor(1e7)).toMatchObject({ backend: 'webgpu', device: 'A card' })
})
