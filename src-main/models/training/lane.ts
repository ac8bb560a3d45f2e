import { type Architecture, padded } from '../architecture.ts'
import { type Kernels, kernelsOver } from '../kernels/kernels.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { Tile } from '../losses/full-softmax.ts'
import { type LossName, losses } from '../losses/table.ts'
import { type Lane, laneKind } from './crew.ts'
import { likeliestFloats, putLikeliest } from './likeliest.ts'
import { type MemoryLayout, stepSettings } from './memory-layout.ts'
import { itemFloats, type ParameterMap } from './parameters.ts'
import { boundedScratch } from './scratch.ts'
import {
  encodeShard,
  likeliestShard,
  rankOf,
  rankShard,
  type ShardData,
  type ShardPlace,
  scoreShard,
  trainShard,
} from './shard.ts'

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
  readonly adversary?: Adversary
  readonly adam: { readonly beta1: number; readonly beta2: number; readonly decay: number }
}

/** What is done part by part: one part is one shard of a batch, or of the parameters. */
export const phases = { train: 1, update: 2, rank: 3, encode: 4, move: 5, likeliest: 6, score: 7 } as const
export type Phase = (typeof phases)[keyof typeof phases]

/** Scores that stay in a second-level cache. */
export const cacheTile: Tile = { floats: 64 * 1024, rows: 64 }

export const trainingLanes = laneKind('models/training-lane', openLane)

function openLane(shop: Shop, index: number): Lane {
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
    const moved = settings[stepSettings.moved] === 1
    return {
      kernels,
      scratch,
      tile: cacheTile,
      write: (at, codes) => views.ints.set(codes, at / 4),
      weight: (name) =>
        moved && name === 'items' ? layout.moved : layout.weights + 4 * parameters.offsets.get(name)!,
      gradient: (name) => gradients + 4 * parameters.offsets.get(name)!,
      rank(rows, items, scores, targets, out) {
        for (let row = 0; row < rows; row++) {
          const from = scores / 4 + row * padded(items)
          views.floats[out / 4 + row] = rankOf(views.floats.subarray(from, from + items), targets[row])
        }
      },
      likeliest(rows, items, scores, k, temperature, out) {
        const { floats, ints } = views
        for (let row = 0; row < rows; row++) {
          const from = scores / 4 + row * padded(items)
          const own = floats.subarray(from, from + items)
          putLikeliest(own, k, temperature, floats, ints, out / 4 + row * likeliestFloats(k))
        }
      },
    }
  }
  const sides = architecture.sides?.length ?? 0
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
        sides: new Int32Array(buffer, layout.sides + 4 * from * stride * sides, rows * stride * sides),
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
    [phases.move]: (part: number) => movePart(shop, kernels, part),
    [phases.rank]: (part: number) => {
      const { from, data } = rowsOf(part)
      if (data.rows > 0) rankShard(placeOf(part), architecture, data, layout.results + 4 * from)
    },
    [phases.encode]: (part: number) => {
      const { from, data } = rowsOf(part)
      const out = layout.results + 4 * from * architecture.width
      if (data.rows > 0) encodeShard(placeOf(part), architecture, data, out)
    },
    [phases.likeliest]: (part: number) => {
      const { from, data } = rowsOf(part)
      const [k, temperature] = [settings[stepSettings.k], settings[stepSettings.temperature]]
      const out = layout.results + 4 * from * likeliestFloats(k)
      if (data.rows > 0) likeliestShard(placeOf(part), architecture, data, k, temperature, out)
    },
    [phases.score]: (part: number) => {
      const { from, data } = rowsOf(part)
      const out = layout.results + 4 * from * padded(architecture.items)
      if (data.rows > 0) scoreShard(placeOf(part), architecture, data, out)
    },
  }
  return { run: (phase, part) => run[phase as Phase](part) }
}

/** The adversary on one part of the items, by the sum of all shards' gradients; a mask after the items stays as it is. */
function movePart(shop: Shop, kernels: Kernels, part: number): void {
  const { layout, parameters, shards, adversary, architecture } = shop
  const { items, width } = architecture
  const first = Math.floor((part * items) / shards)
  const count = Math.floor(((part + 1) * items) / shards) - first
  const at = 4 * parameters.offsets.get('items')!
  const from = at + 4 * first * width
  kernels.perturbRows(
    ...([count, width, layout.weights + from, layout.gradients + from, layout.gradientStride] as const),
    ...([shards, adversary!.epsilon, layout.moved + 4 * first * width] as const),
  )
  const mask = itemFloats(parameters) - items * width
  if (part === 0 && mask > 0) {
    const after = 4 * items * width
    kernels.copy(mask, layout.weights + at + after, layout.moved + after)
  }
}

/** Adam on one part of the parameters, from the sum of all shards' gradients, then the mean of the weights where it is kept. */
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
  const share = settings[stepSettings.share]
  if (share > 0) kernels.moveMean(count, layout.weights + at, layout.mean + at, share)
}
