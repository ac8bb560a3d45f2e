import { describe, expect, test } from 'vitest'
import { sequenceModels } from '../../../src-main/contract/models.ts'
import { type Monitor, silent } from '../../../src-main/contract/monitor.ts'
import {
  evaluateModel,
  historiesOf,
  likeliestNext,
  scoresAfter,
  userVectors,
} from '../../../src-main/models/apply-model.ts'
import { padded } from '../../../src-main/models/architecture.ts'
import type { Graphics } from '../../../src-main/models/backends/graphics.ts'
import { placeOn } from '../../../src-main/models/backends/hold-on-backend.ts'
import { trialsOf } from '../../../src-main/models/data/leave-one-out.ts'
import type { HoldModel } from '../../../src-main/models/hold-model.ts'
import { parametersOf } from '../../../src-main/models/networks/table.ts'
import { perturbedQuality } from '../../../src-main/models/perturbed-quality.ts'
import { smallArchitecture } from '../../../src-main/models/reference/parity.ts'
import type { SavedModel } from '../../../src-main/models/saving/saved-model.ts'
import { mapParameters, startParameters } from '../../../src-main/models/training/parameters.ts'
import { holdOnDevice } from '../../../src-main/models/webgpu/hold-on-device.ts'
import { openDevice } from '../../../src-main/models/webgpu/open-device.ts'
import { serial } from '../../../src-main/numeric/parallel.ts'
import { worst } from '../desk.ts'
import { ringSequences } from '../shop-log.ts'
import { gpu, graphics } from './software-device.ts'

/** Questions to models that a graphics processor holds, on one in software: the same shaders, only slower. */

const chosen = {
  backend: 'webgpu',
  device: 'software',
  reason: { words: 'backend_as_asked' },
  parity: 0,
} as const
const sequences = ringSequences(12, 21, 8)

function drawn(model: SavedModel['architecture']['model']): SavedModel {
  const architecture = smallArchitecture(model)
  const parameters = mapParameters(parametersOf(architecture))
  const weights = new Float32Array(parameters.floats)
  startParameters(parameters, 4, weights)
  // Larger than where training begins, so that the likeliest items stand out.
  weights.forEach((weight, at) => {
    weights[at] = 3 * weight
  })
  const repeats = parameters.offsets.get('repeats')!
  for (let bin = 0; bin < 4; bin++) weights[repeats + bin] = 0.04 * (bin - 1.5)
  const rest = { items: sequences.items, options: {}, metrics: {}, seed: 4, temperature: 0.8 }
  return { architecture, ...rest, weights }
}

describe.skipIf(gpu === null)('asked on a graphics processor in software', () => {
  test.each(sequenceModels)('%s answers as on the processor', async (name) => {
    const model = drawn(name)
    const { hold, computedOn } = placeOn(chosen, false, { graphics, parallel: serial })
    const both = async <T>(ask: (place: HoldModel | typeof serial) => Promise<T>) =>
      [await ask(hold), await ask(serial)] as const
    const [there, here] = await both((place) => userVectors(model, sequences, place, silent))
    expect(there.users).toEqual(here.users)
    expect(worst(there.vectors, here.vectors)).toBeLessThan(1e-4)
    const [ranked, expected] = await both((place) =>
      evaluateModel(model, sequences, [3], place, silent, { mask: 0.3, reorder: 0.2, seed: 1 }),
    )
    expect(ranked).toEqual(expected)
    const histories = historiesOf(sequences, there.users)
    const [likely, likelyHere] = await both((place) => likeliestNext(model, histories, 4, place, silent))
    for (const [user, items] of likelyHere.entries()) {
      expect(likely[user]!.map(({ item }) => item)).toEqual(items.map(({ item }) => item))
      for (const [at, { probability }] of items.entries()) {
        expect(likely[user]![at]!.probability / probability).toBeCloseTo(1, 4)
      }
    }
    const trials = trialsOf(sequences, 'test', 6)
    const [scores, scoresHere] = await both((place) => scoresAfter(model, sequences, trials, place, silent))
    expect(worst(scores, scoresHere)).toBeLessThan(1e-4)
    expect(computedOn()).toMatchObject({ backend: 'webgpu', warnings: [] })
  })

  test('finds the direction that spoils most, as on the processor', async () => {
    const model = drawn('rnn')
    const { hold } = placeOn(chosen, false, { graphics, parallel: serial })
    const perturbation = { epsilon: 0.2, seed: 3 }
    const there = await perturbedQuality(model, sequences, perturbation, [3], hold, silent)
    expect(there).toEqual(await perturbedQuality(model, sequences, perturbation, [3], serial, silent))
  })

  test('lost on the way: the processor answers what was asked and all that is asked later', async () => {
    const model = drawn('rnn')
    const device = await openDevice(gpu!)
    const failing: Graphics = {
      ...graphics,
      hold: (own, _, questions) => holdOnDevice(device, own, 4, questions),
    }
    const { hold, computedOn } = placeOn(chosen, false, { graphics: failing, parallel: serial })
    const asked: number[] = []
    const losing: Monitor = {
      check: () => undefined,
      report(fraction) {
        asked.push(fraction)
        if (asked.length === 2) device.gpu.destroy()
      },
    }
    const { vectors } = await userVectors(model, sequences, hold, losing)
    // Of three batches, as each is asked and answered.
    expect(asked).toHaveLength(6)
    expect(worst(vectors, (await userVectors(model, sequences, serial, silent)).vectors)).toBeLessThan(1e-4)
    expect(computedOn()).toMatchObject({
      backend: 'webgpu',
      warnings: [{ words: 'models_device_lost_asking' }],
    })
    const later = await perturbedQuality(model, sequences, { epsilon: 0.2, seed: 3 }, [3], hold, silent)
    expect(later).toEqual(
      await perturbedQuality(model, sequences, { epsilon: 0.2, seed: 3 }, [3], serial, silent),
    )
  })

  test('takes the items of the highest scores by their codes where scores are equal, of any number', async () => {
    const items = 700
    const architecture = { ...smallArchitecture('rnn'), items }
    const { floats, offsets } = mapParameters(parametersOf(architecture))
    // All states are zero: an item's score is its bias.
    const weights = new Float32Array(floats)
    const biases = Float32Array.from(
      { length: items },
      (_, item) => [0, -0, 1, -1, 2 ** -100, 1e30][(item * 5) % 6]!,
    )
    weights.set(biases, offsets.get('item-biases')!)
    const model = { ...drawn('rnn'), architecture, weights, items: [...biases.keys()].map(String) }
    const { hold } = placeOn(chosen, false, { graphics, parallel: serial })
    const histories = { item: Int32Array.of(0), from: [0], to: [1] }
    for (const k of [1, 117, 118, 500, 1000]) {
      const expected = [...biases.keys()]
        .sort((a, b) => biases[b]! - biases[a]! || a - b)
        .slice(0, k)
        .map(String)
      for (const place of [hold, serial]) {
        const [found] = await likeliestNext(model, histories, k, place, silent)
        expect(found!.map(({ item }) => item)).toEqual(expected)
      }
    }
    expect(padded(items)).toBeGreaterThan(items)
  })
})
