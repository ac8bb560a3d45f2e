import type { Architecture } from '../architecture.ts'
import type { Kernels } from '../kernels/kernels.ts'
import type { Scratch } from '../layers/pass.ts'
import type { Tile } from '../losses/full-softmax.ts'
import { type LossName, losses } from '../losses/table.ts'
import { rankShard, type ShardPlace, trainShard } from './shard.ts'

/** Scratch in a fixed piece of memory. */
export function boundedScratch(base: number, bytes: number): Scratch {
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
 * Bytes of scratch that a shard of `rows` sequences of `length` takes: its passes are walked with `kernels`, which do
 * nothing.
 */
export function measureScratch(
  architecture: Architecture,
  rows: number,
  length: number,
  {
    loss,
    negatives,
    learns,
  }: { readonly loss: LossName; readonly negatives: number; readonly learns: boolean },
  { kernels, tile }: { readonly kernels: Kernels; readonly tile: Tile },
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
  const place: ShardPlace = {
    kernels,
    scratch,
    tile,
    write: () => undefined,
    weight: () => 0,
    gradient: () => 0,
    rank: () => undefined,
    likeliest: () => undefined,
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
  if (learns) trainShard(place, architecture, data, losses[loss], settings)
  const trained = most
  used = 0
  rankShard(place, architecture, data, 0)
  return Math.max(trained, most) + 64 * 1024
}
