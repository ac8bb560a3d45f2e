import {
  type Kernels,
  kernelMemory,
  kernelModule,
  kernelsOver,
  type Pointer,
} from '../../src-main/models/kernels/kernels.ts'
import type { Batch } from '../../src-main/models/training/held-model.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'

/** The kernels over a memory of their own, with matrices put into it one after the other. */
export interface Desk {
  readonly kernels: Kernels
  readonly source: Random
  /** Places `count` floats drawn from a standard normal, or those given; the address and a live view. */
  put(values: number | ArrayLike<number>): { readonly at: Pointer; readonly values: Float32Array }
  putCodes(values: ArrayLike<number>): Pointer
}

export function desk(seed: number): Desk {
  const memory = kernelMemory(1 << 24)
  const source = random(seed, 'desk')
  let used = 64
  const room = (count: number) => {
    const at = used
    used += Math.ceil(count / 16) * 64
    return at
  }
  return {
    kernels: kernelsOver(kernelModule(), memory),
    source,
    put(values) {
      const own =
        typeof values === 'number' ? Float32Array.from({ length: values }, () => source.normal()) : values
      const at = room(own.length)
      const view = new Float32Array(memory.buffer, at, own.length)
      view.set(own)
      return { at, values: view }
    },
    putCodes(values) {
      const at = room(values.length)
      new Int32Array(memory.buffer, at, values.length).set(values)
      return at
    },
  }
}

/** The largest difference, relative to the largest of what is expected. */
export function worst(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let most = 0
  let scale = 1e-30
  for (let i = 0; i < expected.length; i++) {
    most = Math.max(most, Math.abs(got[i] - expected[i]))
    scale = Math.max(scale, Math.abs(expected[i]))
  }
  return most / scale
}

/** Central differences of `f` at x, in double precision. */
export function differences(x: ArrayLike<number>, f: (x: Float64Array) => number, step = 1e-5): Float64Array {
  const at = Float64Array.from(x)
  return Float64Array.from(at, (value, i) => {
    at[i] = value + step
    const above = f(at)
    at[i] = value - step
    const below = f(at)
    at[i] = value
    return (above - below) / (2 * step)
  })
}

/** The batch with things said of its events: so many levels each, some of them missing. */
export function withSides(batch: Batch, levels: readonly number[]): Batch {
  const source = random(12, 'sides')
  const sides = Int32Array.from({ length: batch.inputs.length * levels.length }, (_, at) =>
    source.uniform() < 0.2 ? -1 : source.integer(levels[at % levels.length]),
  )
  return { ...batch, sides }
}
