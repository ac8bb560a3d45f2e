import type { Split } from './split.ts'

/**
 * A binary tree as arrays. Node k's children are `child[k]` and `child[k] + 1`; a leaf has child −1. A threshold of
 * −1 says that `sets` decides, eight words from `set[k] * 8`.
 */
export interface Tree {
  readonly feature: Int16Array
  readonly threshold: Int16Array
  readonly child: Int32Array
  readonly set: Int32Array
  readonly sets: Uint32Array
  /** Value of each node, leaf or not. */
  readonly value: Float64Array
}

/** A tree while it grows. */
export class TreeBuilder {
  private readonly features: number[] = []
  private readonly thresholds: number[] = []
  private readonly children: number[] = []
  private readonly setOf: number[] = []
  private readonly setWords: number[] = []
  private readonly values: number[] = []

  constructor(value: number) {
    this.add(value)
  }

  get size(): number {
    return this.children.length
  }

  /** Splits a leaf; returns the left child, the right one following it. */
  split(node: number, split: Split, left: number, right: number): number {
    this.features[node] = split.feature
    this.thresholds[node] = split.threshold
    if (split.left) {
      this.setOf[node] = this.setWords.length / 8
      this.setWords.push(...split.left)
    }
    const first = this.add(left)
    this.add(right)
    this.children[node] = first
    return first
  }

  setValue(node: number, value: number): void {
    this.values[node] = value
  }

  build(): Tree {
    return {
      feature: Int16Array.from(this.features),
      threshold: Int16Array.from(this.thresholds),
      child: Int32Array.from(this.children),
      set: Int32Array.from(this.setOf),
      sets: Uint32Array.from(this.setWords),
      value: Float64Array.from(this.values),
    }
  }

  private add(value: number): number {
    this.features.push(-1)
    this.thresholds.push(0)
    this.children.push(-1)
    this.setOf.push(-1)
    this.values.push(value)
    return this.children.length - 1
  }
}
