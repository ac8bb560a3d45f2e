import type { Architecture } from '../architecture.ts'
import { type Kernels, kernelsOver } from '../kernels/kernels.ts'
import type { Scratch } from '../layers/pass.ts'
import { type LossName, losses } from '../losses/table.ts'
import { type MemoryLayout, stepSettings } from './memory-layout.ts'
import type { ParameterMap } from './parameters.ts'
import { encodeShard, rankShard, type ShardData, type ShardPlace, trainShard } from './shard.ts'

/** What every thread that works on one model shares. */
export interface Shop {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly architecture: Architecture
  readonly parameters: ParameterMap
  readonly layout: MemoryLayout
  readonly shards: number
  readonly loss: LossName
  readonly negatives: number
  readonly adam: { readonly beta1: number; readonly beta2: number; readonly decay: number }
}

/** What is done part by part: one part is one shard of a batch, or of the parameters. */
export const phases = { train: 1, update: 2, rank: 3, encode: 4 } as const
export type Phase = (typeof phases)[keyof typeof phases]

/** One thread's hands on the shared memory. What a part computes does not depend on which thread does it. */
export interface Lane {
  run(phase: Phase, part: number): void
}

export function openLane(shop: Shop, index: number): Lane {
  const { layout, memory, parameters, architecture, shards } = shop
  const { buffer } = memory
  const kernels = kernelsOver(shop.module, memory)
  const settings = new Float64Array(buffer, layout.settings, stepSettings.count)
  const lossOf = new Float64Array(buffer, layout.losses, shards)
  const views = { ints: new Int32Array(buffer), floats: new Float32Array(buffer) }
  const base = layout.workspaces + index * layout.workspaceBytes
  const scratch = boundedScratch(base, layout.workspaceBytes)

  const placeOf = (part: number): ShardPlace => {
    scratch.release(0)
    const gradients = layout.gradients + part * layout.gradientStride
    return {
      kernels,
      memory: views,
      scratch,
      write: (at, codes) => views.ints.set(codes, at / 4),
      weight: (name) => layout.weights + 4 * parameters.offsets.get(name)!,
      gradient: (name) => gradients + 4 * parameters.offsets.get(name)!,
    }
  }
  const rowsOf = (part: number): { readonly from: number; readonly data: ShardData } => {
    const total = settings[stepSettings.rows]
    const stride = settings[stepSettings.batchLength]
    const from = Math.floor((part * total) / shards)
    const rows = Math.floor(((part + 1) * total) / shards) - from
    return {
      from,
      data: {
        rows,
        stride,
        lengths: new Int32Array(buffer, layout.lengths + 4 * from, rows),
        inputs: new Int32Array(buffer, layout.inputs + 4 * from * stride, rows * stride),
        targets: new Int32Array(buffer, layout.targets + 4 * from * stride, rows * stride),
      },
    }
  }
  const run = {
    [phases.train]: (part: number) => {
      const { data } = rowsOf(part)
      const seed = (settings[stepSettings.seed] + Math.imul(part, 0x9e3779b1)) | 0
      lossOf[part] =
        data.rows === 0
          ? 0
          : trainShard(placeOf(part), architecture, data, losses[shop.loss], {
              weight: settings[stepSettings.weight],
              dropout: settings[stepSettings.dropout],
              seed,
              negatives: shop.negatives,
              itemLogs: layout.itemLogs,
            })
    },
    [phases.update]: (part: number) => updatePart(shop, kernels, settings, part),
    [phases.rank]: (part: number) => {
      const { from, data } = rowsOf(part)
      if (data.rows > 0) rankShard(placeOf(part), architecture, data, layout.results + 4 * from)
    },
    [phases.encode]: (part: number) => {
      const { from, data } = rowsOf(part)
      const out = layout.results + 4 * from * architecture.width
      if (data.rows > 0) encodeShard(placeOf(part), architecture, data, out)
    },
  }
  return { run: (phase, part) => run[phase](part) }
}

/** Adam on one part of the parameters, from the sum of all shards' gradients. */
function updatePart(shop: Shop, kernels: Kernels, settings: Float64Array, part: number): void {
  const { layout, parameters, shards, adam } = shop
  const lines = parameters.floats / 16
  const from = Math.floor((part * lines) / shards) * 16
  const count = Math.floor(((part + 1) * lines) / shards) * 16 - from
  const at = 4 * from
  kernels.adam(
    ...([count, layout.weights + at, layout.first + at, layout.second + at] as const),
    ...([layout.gradients + at, layout.gradientStride, shards, 1, adam.decay] as const),
    ...([settings[stepSettings.rate], adam.beta1, adam.beta2, settings[stepSettings.epsilon]] as const),
  )
}

/** Scratch in a fixed piece of memory. */
function boundedScratch(base: number, bytes: number): Scratch {
  let used = 0
  return {
    take(count) {
      const start = base + used
      used += Math.ceil(count / 16) * 64
      if (used > bytes) throw new Error(`a shard needs more than its ${bytes} bytes`)
      return start
    },
    mark: () => used,
    release: (mark) => {
      used = mark
    },
  }
}

/**
 * Bytes of scratch that a shard of `rows` sequences of `length` takes: its passes are walked with kernels that do nothing.
 */
export function measureScratch(
  architecture: Architecture,
  rows: number,
  length: number,
  { loss, negatives }: { readonly loss: LossName; readonly negatives: number },
): number {
  let used = 0
  let most = 0
  const scratch: Scratch = {
    take(count) {
      const start = used
      used += Math.ceil(count / 16) * 64
      most = Math.max(most, used)
      return start
    },
    mark: () => used,
    release: (mark) => {
      used = mark
    },
  }
  const idle = new Proxy({}, { get: () => () => 0 }) as Kernels
  const place: ShardPlace = {
    kernels: idle,
    memory: { ints: new Int32Array(0), floats: new Float32Array(0) },
    scratch,
    write: () => undefined,
    weight: () => 0,
    gradient: () => 0,
  }
  const full = new Int32Array(rows * length)
  const data = {
    rows,
    stride: length,
    lengths: new Int32Array(rows).fill(length),
    inputs: full,
    targets: full,
  }
  const settings = { weight: 1, dropout: 0.5, seed: 0, negatives, itemLogs: 0 }
  trainShard(place, architecture, data, losses[loss], settings)
  const trained = most
  used = 0
  rankShard(place, architecture, data, 0)
  return Math.max(trained, most) + 64 * 1024
}
