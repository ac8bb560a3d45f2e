import { random } from '../../numeric/random.ts'
import type { ParameterShape } from '../architecture.ts'

/** Where each parameter lies in one run of floats. */
export interface ParameterMap {
  readonly shapes: readonly ParameterShape[]
  /** First float of each parameter, a multiple of 16. */
  readonly offsets: ReadonlyMap<string, number>
  /** Floats in all, with the gaps. */
  readonly floats: number
  /** Parameters in the model's own sense, without the gaps. */
  readonly count: number
}

export function mapParameters(shapes: readonly ParameterShape[]): ParameterMap {
  const offsets = new Map<string, number>()
  let floats = 0
  let count = 0
  for (const { name, rows, columns, padding = 0 } of shapes) {
    offsets.set(name, floats)
    floats += Math.ceil((rows * columns) / 16) * 16
    count += rows * columns - padding
  }
  return { shapes, offsets, floats, count }
}

/** Floats of the items' vectors, a mask's among them. */
export function itemFloats({ shapes }: ParameterMap): number {
  const { rows, columns } = shapes.find(({ name }) => name === 'items')!
  return rows * columns
}

/** Starting values, each parameter from its own stream of the seed. */
export function startParameters(map: ParameterMap, seed: number, into: Float32Array): void {
  for (const { name, rows, columns, start } of map.shapes) {
    const offset = map.offsets.get(name)!
    const source = random(seed, 'parameters', name)
    for (let i = offset; i < offset + rows * columns; i++) {
      if (start.kind === 'normal') into[i] = start.deviation * source.normal()
      else if (start.kind === 'uniform') into[i] = start.limit * (2 * source.uniform() - 1)
      else into[i] = start.kind === 'ones' ? 1 : 0
    }
  }
}
