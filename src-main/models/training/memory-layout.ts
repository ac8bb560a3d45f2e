import type { ParameterMap } from './parameters.ts'

/** How the kernels' memory is divided, all in bytes from its start. Plain data: every thread gets it. */
export interface MemoryLayout {
  readonly control: number
  /** Doubles that the coordinator sets for each step (`stepSettings`). */
  readonly settings: number
  readonly weights: number
  readonly first: number
  readonly second: number
  /** The mean of the weights, where it is kept. */
  readonly mean: number
  /** `shards` gradients, `gradientStride` apart. */
  readonly gradients: number
  readonly gradientStride: number
  /** The items' vectors moved by an adversary, where there is one. */
  readonly moved: number
  /** One float an item: `losses/negatives.ts`. */
  readonly itemLogs: number
  /** One double a shard: its part of the loss. */
  readonly losses: number
  /** One Int32 a row of the batch. */
  readonly lengths: number
  /** Int32s, rows × length of the batch. */
  readonly inputs: number
  readonly targets: number
  /** Int32s, rows × length × sides. */
  readonly sides: number
  /** One float a value that a pass leaves behind: ranks or vectors of each row. */
  readonly results: number
  /** Floats that a row may leave behind. */
  readonly floatsPerRow: number
  /** A piece of `workspaceBytes` for each thread. */
  readonly workspaces: number
  readonly workspaceBytes: number
  readonly bytes: number
}

export interface Capacity {
  readonly parameters: ParameterMap
  readonly items: number
  /** Floats of the items' vectors where an adversary moves them, else 0. */
  readonly moved: number
  /** Whether a mean of the weights is kept. */
  readonly averages: boolean
  /** Whether the optimiser's moments are kept. */
  readonly moments: boolean
  /** Whether gradients are. */
  readonly gradients: boolean
  readonly shards: number
  readonly rows: number
  readonly length: number
  readonly sides: number
  /** Floats that a row leaves behind. */
  readonly floatsPerRow: number
  readonly workers: number
  readonly workspaceBytes: number
}

/** Integers of the control block, one a cache line. */
export const control = { work: 0, done: 16, phase: 32, stopped: 48, bytes: 256 } as const

/** Doubles of the step's settings. */
export const stepSettings = {
  step: 0,
  rows: 1,
  batchLength: 2,
  weight: 3,
  seed: 4,
  rate: 5,
  epsilon: 6,
  dropout: 7,
  /** 1 where the items' vectors are those that the adversary moved. */
  moved: 8,
  /** How far the mean of the weights moves to them. */
  share: 9,
  /** Of the likeliest items that are asked for. */
  k: 10,
  temperature: 11,
  count: 12,
} as const

export function layOutMemory(capacity: Capacity): MemoryLayout {
  const { parameters, shards, rows, length, sides, floatsPerRow, workers } = capacity
  let at = 0
  const take = (bytes: number) => {
    const start = at
    at += Math.ceil(bytes / 64) * 64
    return start
  }
  const parameterBytes = parameters.floats * 4
  const workspaceBytes = Math.ceil(capacity.workspaceBytes / 64) * 64
  return {
    control: take(control.bytes),
    settings: take(stepSettings.count * 8),
    weights: take(parameterBytes),
    first: take(capacity.moments ? parameterBytes : 0),
    second: take(capacity.moments ? parameterBytes : 0),
    mean: take(capacity.averages ? parameterBytes : 0),
    gradients: take(capacity.gradients ? parameterBytes * shards : 0),
    gradientStride: parameterBytes,
    moved: take(4 * capacity.moved),
    itemLogs: take(4 * capacity.items),
    losses: take(8 * shards),
    lengths: take(4 * rows),
    inputs: take(4 * rows * length),
    targets: take(4 * rows * length),
    sides: take(4 * rows * length * sides),
    results: take(4 * rows * floatsPerRow),
    floatsPerRow,
    workspaces: take(workspaceBytes * workers),
    workspaceBytes,
    bytes: at,
  }
}
