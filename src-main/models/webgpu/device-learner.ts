import { random } from '../../numeric/random.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { itemLogs } from '../losses/negatives.ts'
import { losses } from '../losses/table.ts'
import type { Learner, OpenLearner } from '../training/learner.ts'
import { itemFloats, startParameters } from '../training/parameters.ts'
import { type ShardPlace, trainShard } from '../training/shard.ts'
import { openBench } from './device-bench.ts'
import { deviceQuestions, shardOf } from './device-questions.ts'
import type { Device } from './open-device.ts'
import { sumLosses } from './shaders/rows.ts'

/**
 * Opens learners on a graphics processor. Weights and optimiser stay there; a batch goes there as codes, its loss comes
 * back. They throw MODELS_TOO_LARGE, and MODELS_DEVICE_LOST once the device is gone.
 */
export function onDevice(device: Device): OpenLearner {
  return async (architecture, options, _monitor, counts): Promise<Learner> => {
    const bench = await openBench(device, architecture, options)
    const { parameters, layout, kernels, recorder, shard } = bench
    /** The same with the items' vectors as the adversary moved them. */
    const moved: ShardPlace = {
      ...shard,
      weight: (name) => (name === 'items' ? layout.moved : shard.weight(name)),
    }
    const moveItems = (epsilon: number) => {
      const { items, width } = architecture
      const [from, gradient] = [shard.weight('items'), shard.gradient('items')]
      kernels.perturbRows(items, width, from, gradient, 0, 1, epsilon, layout.moved)
      const after = itemFloats(parameters) - items * width
      if (after > 0) kernels.copy(after, from + 4 * items * width, layout.moved + 4 * items * width)
    }
    const averages = options.averages === true
    if (options.asked === undefined) {
      const start = new Float32Array(parameters.floats)
      startParameters(parameters, options.seed, start)
      bench.set(layout.weights, start)
      if (averages) bench.set(layout.mean, start)
    }
    if (counts !== undefined) bench.set(layout.itemLogs, itemLogs(counts, options.negatives))
    let step = 0

    return {
      ...deviceQuestions(architecture, options.rows, bench),
      bytes: layout.bytes,
      train(batch, pace = 1, share = 1) {
        let predictions = 0
        for (const target of batch.targets) if (target >= 0) predictions++
        if (predictions === 0) return 0
        bench.begin()
        step++
        const correction = Math.sqrt(1 - 0.999 ** step)
        const settings = {
          dropout: options.dropout,
          seed: random(options.seed, 'dropout', step).bits() | 0,
          negatives: options.negatives,
          itemLogs: layout.itemLogs,
        }
        const pass = (place: ShardPlace, weight: number) =>
          trainShard(place, architecture, shardOf(batch), losses[options.loss], { ...settings, weight })
        pass(shard, 1 / predictions)
        const sum = { count: bench.lossRows(), losses: layout.lossRows / 4, out: layout.meanLoss / 4 }
        recorder.rows(sumLosses, { rows: 1, ...sum })
        if (options.adversary !== undefined) {
          moveItems(options.adversary.epsilon)
          bench.beginAgain()
          pass(moved, options.adversary.weight / predictions)
        }
        kernels.adam(
          ...([parameters.floats, layout.weights, layout.first, layout.second] as const),
          ...([layout.gradients, 0, 1, 1, options.decay] as const),
          ...([
            (pace * options.rate * correction) / (1 - 0.9 ** step),
            0.9,
            0.999,
            1e-8 * correction,
          ] as const),
        )
        if (averages) kernels.moveMean(parameters.floats, layout.weights, layout.mean, share)
        return handled(bench.answer(layout.meanLoss, 1).then(([loss]) => loss))
      },
      async state() {
        const own = async (from: Pointer) => await bench.answer(from, parameters.floats)
        const [weights, first, second, mean] = await Promise.all([
          own(layout.weights),
          own(layout.first),
          own(layout.second),
          averages ? own(layout.mean) : undefined,
        ])
        return { step, weights, first, second, ...(mean === undefined ? {} : { mean }) }
      },
      restore(state) {
        step = state.step
        bench.set(layout.weights, state.weights)
        bench.set(layout.first, state.first)
        bench.set(layout.second, state.second)
        if (averages) bench.set(layout.mean, state.mean ?? state.weights)
      },
    }
  }
}

/** A result that nobody may ask for any more, once an earlier one failed. */
function handled<T>(result: Promise<T>): Promise<T> {
  result.catch(() => undefined)
  return result
}
