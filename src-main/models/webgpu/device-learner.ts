import { fail } from '../../contract/errors.ts'
import { random } from '../../numeric/random.ts'
import { padded } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { itemLogs } from '../losses/negatives.ts'
import { losses } from '../losses/table.ts'
import type { Batch, Learner, OpenLearner } from '../training/learner.ts'
import { itemFloats, startParameters } from '../training/parameters.ts'
import { boundedScratch } from '../training/scratch.ts'
import { encodeShard, rankShard, type ShardData, type ShardPlace, trainShard } from '../training/shard.ts'
import { deviceKernels } from './device-kernels.ts'
import { deviceTile, planDeviceMemory } from './device-memory.ts'
import { type Device, lostError } from './open-device.ts'
import { openReadback } from './readback.ts'
import { memoryUsage, openRecorder } from './recorder.ts'
import { place } from './shaders/elementwise.ts'
import { ranks, sumLosses } from './shaders/rows.ts'

/** Batches that wait in the device's queue: it has the next when it is done with one. */
const ahead = 4

/**
 * Opens learners on a graphics processor. Weights and optimiser stay there; a batch goes there as codes, its loss comes
 * back. They throw MODELS_TOO_LARGE, and MODELS_DEVICE_LOST once the device is gone.
 */
export function onDevice(device: Device): OpenLearner {
  return async (architecture, options, _monitor, counts): Promise<Learner> => {
    const { gpu } = device
    const { parameters, layout } = planDeviceMemory(architecture, options)
    const memory = await allocate(device, layout.bytes, architecture.items)
    const recorder = openRecorder(device.shaders, memory)
    const read = openReadback(device)
    const written = new Map<Pointer, Int32Array>()
    let lossRows = 0
    const kernels = deviceKernels({
      recorder,
      written(at, count) {
        const codes = written.get(at)
        if (codes === undefined) throw new Error(`no codes were written at ${at}`)
        return codes.subarray(0, count)
      },
      losses(rows) {
        lossRows += rows
        return layout.lossRows / 4 + lossRows - rows
      },
    })
    const scratch = boundedScratch(layout.workspaces, layout.workspaceBytes)
    const at = (base: Pointer) => (name: string) => base + 4 * parameters.offsets.get(name)!
    const shard: ShardPlace = {
      kernels,
      scratch,
      tile: deviceTile,
      write(to, codes) {
        written.set(to, codes)
        recorder.each(place, { count: codes.length, source: recorder.codes(codes), to: to / 4 })
      },
      weight: at(layout.weights),
      gradient: at(layout.gradients),
      rank(rows, items, scores, targets, out) {
        const args = { items, width: padded(items), scores: scores / 4, out: out / 4 }
        recorder.dispatch(ranks, { ...args, targets: recorder.codes(targets) }, rows)
      },
    }
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
    const set = (to: Pointer, values: Float32Array) => gpu.queue.writeBuffer(memory, to, values)
    const begin = () => {
      if (device.lost() !== null) throw lostError(device)
      scratch.release(0)
      written.clear()
      lossRows = 0
    }
    const answer = async (from: Pointer, floats: number): Promise<Float32Array> => {
      const buffer = read.take(4 * floats)
      recorder.submit([{ from, bytes: 4 * floats, to: buffer }])
      return await read.values(buffer, floats)
    }

    const start = new Float32Array(parameters.floats)
    startParameters(parameters, options.seed, start)
    set(layout.weights, start)
    const averages = options.averages === true
    if (averages) set(layout.mean, start)
    if (counts !== undefined) set(layout.itemLogs, itemLogs(counts, options.negatives))
    let step = 0

    return {
      architecture,
      parameters,
      bytes: layout.bytes,
      ahead,
      train(batch, pace = 1, share = 1) {
        let predictions = 0
        for (const target of batch.targets) if (target >= 0) predictions++
        if (predictions === 0) return 0
        begin()
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
        const sum = { count: lossRows, losses: layout.lossRows / 4, out: layout.meanLoss / 4 }
        recorder.dispatch(sumLosses, sum, 1)
        if (options.adversary !== undefined) {
          moveItems(options.adversary.epsilon)
          scratch.release(0)
          lossRows = 0
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
        return handled(answer(layout.meanLoss, 1).then(([loss]) => loss))
      },
      rank(batch) {
        begin()
        rankShard(shard, architecture, shardOf(batch), layout.results)
        return answer(layout.results, batch.rows)
      },
      encode(batch) {
        begin()
        encodeShard(shard, architecture, shardOf(batch), layout.results)
        return answer(layout.results, batch.rows * architecture.width)
      },
      load: (weights) => set(layout.weights, weights),
      async state() {
        const own = async (from: Pointer) => await answer(from, parameters.floats)
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
        set(layout.weights, state.weights)
        set(layout.first, state.first)
        set(layout.second, state.second)
        if (averages) set(layout.mean, state.mean ?? state.weights)
      },
      async close() {
        recorder.close()
        read.close()
        memory.destroy()
      },
    }
  }
}

async function allocate({ gpu }: Device, bytes: number, items: number): Promise<GPUBuffer> {
  const tooLarge = (limit: number) =>
    fail('MODELS_TOO_LARGE', {
      ...{ items, needed: Math.ceil(bytes / 2 ** 20), limit: Math.floor(limit / 2 ** 20) },
    })
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.limits
  const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize)
  if (bytes > limit) throw tooLarge(limit)
  gpu.pushErrorScope('out-of-memory')
  const memory = gpu.createBuffer({ size: bytes, usage: memoryUsage })
  if ((await gpu.popErrorScope()) !== null) throw tooLarge(bytes)
  return memory
}

function shardOf({ length, ...batch }: Batch): ShardData {
  return { ...batch, stride: length }
}

/** A result that nobody may ask for any more, once an earlier one failed. */
function handled<T>(result: Promise<T>): Promise<T> {
  result.catch(() => undefined)
  return result
}
