import { type Architecture, padded } from '../architecture.ts'
import { losses } from '../losses/table.ts'
import type { Batch, HeldModel } from '../training/held-model.ts'
import { likeliestFloats } from '../training/likeliest.ts'
import {
  encodeShard,
  likeliestShard,
  rankShard,
  type ShardData,
  scoreShard,
  trainShard,
} from '../training/shard.ts'
import type { DeviceBench } from './device-bench.ts'

/** Batches that wait in the device's queue: it has the next when it is done with one. */
const ahead = 4

/** The questions that a model on a device answers. They reject with MODELS_DEVICE_LOST. */
export function deviceQuestions(architecture: Architecture, most: number, bench: DeviceBench): HeldModel {
  const { parameters, layout, kernels, shard } = bench
  /** What a pass over the batch leaves behind, so many floats a row. */
  const answered = async (
    { rows }: Batch,
    each: number,
    pass: (out: number) => void,
  ): Promise<Float32Array> => {
    if (each > layout.floatsPerRow) throw new RangeError('an answer larger than was planned')
    bench.begin()
    pass(layout.results)
    return await bench.answer(layout.results, rows * each)
  }
  let added = false
  const zeroGradient = () => {
    if (!added) kernels.fill(parameters.floats, layout.gradients)
    added = true
  }
  return {
    ...{ architecture, parameters, most, ahead },
    rank: (batch) => answered(batch, 1, (out) => rankShard(shard, architecture, shardOf(batch), out)),
    encode: (batch) =>
      answered(batch, architecture.width, (out) => encodeShard(shard, architecture, shardOf(batch), out)),
    score: (batch) =>
      answered(batch, padded(architecture.items), (out) =>
        scoreShard(shard, architecture, shardOf(batch), out),
      ),
    likeliest: (batch, k, temperature) =>
      answered(batch, likeliestFloats(k), (out) =>
        likeliestShard(shard, architecture, shardOf(batch), k, temperature, out),
      ),
    async addGradient(batch) {
      bench.begin()
      zeroGradient()
      const settings = { weight: 1, dropout: 0, seed: 0, negatives: 0, itemLogs: layout.itemLogs }
      trainShard(shard, architecture, shardOf(batch), losses.softmax, settings)
      await bench.answer(layout.gradients, 1)
    },
    async takeGradient() {
      bench.begin()
      zeroGradient()
      added = false
      return await bench.answer(layout.gradients, parameters.floats)
    },
    load: (weights) => bench.set(layout.weights, weights),
    async close() {
      bench.close()
    },
  }
}

export function shardOf({ length, ...batch }: Batch): ShardData {
  return { ...batch, stride: length }
}
