import type { Kernels, Pointer } from '../kernels/kernels.ts'
import type { Tile } from '../losses/full-softmax.ts'

/** Memory that is handed out in order and taken back all at once. */
export interface Scratch {
  /** Room for `count` floats or Int32s, not cleared. */
  take(count: number): Pointer
  /** What has been taken so far; `release` gives back everything taken since. */
  mark(): number
  release(mark: number): void
}

/**
 * One shard of a batch on its way through a model: `rows` sequences of `length` positions each. Where `order` is "time",
 * position t of sequence s is row t·rows + s of every matrix, where it is "sequence" row s·length + t.
 */
export interface Pass {
  readonly kernels: Kernels
  readonly scratch: Scratch
  readonly tile: Tile
  readonly rows: number
  readonly length: number
  /** How many positions of each sequence hold something; they come first. */
  readonly lengths: ArrayLike<number>
  /** Which item a position of a sequence holds, −1 where none. */
  code(row: number, t: number): number
  /** Puts codes into memory. */
  write(at: Pointer, codes: Int32Array): void
  weight(name: string): Pointer
  /** Where the shard's gradient of a parameter is added up. */
  gradient(name: string): Pointer
  /** Share of values set to zero; 0 outside training. */
  readonly dropout: number
  /** A new seed for each use of dropout, the same in every run. */
  dropoutSeed(): number
}

/** What a layer needs that only multiplies: `rows` times `length` positions, and where they and the parameters lie. */
export type Workbench = Pick<Pass, 'kernels' | 'scratch' | 'weight' | 'gradient' | 'rows' | 'length'>

/** A layer's output, and the way back: from the gradient of the output (which it may overwrite) to that of the input. */
export interface Taped {
  readonly output: Pointer
  readonly backward: (gradient: Pointer) => Pointer
}
