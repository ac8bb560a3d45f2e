import type { Tensor } from '../saving/safetensors.ts'

/** Whether a tensor is a matrix of weights: biases and normalisations are few, and needed whole. */
export function isMatrix({ shape }: Tensor): boolean {
  return shape[0] > 1 && shape[1] > 1
}

/** The `share` of weights nearest to zero become zero (Han et al. 2015), of equal ones the earlier first. */
export function prune(values: Float32Array, share: number): Float32Array {
  const count = Math.floor(share * values.length)
  const order = Int32Array.from(values.keys()).sort(
    (a, b) => Math.abs(values[a]) - Math.abs(values[b]) || a - b,
  )
  const pruned = values.slice()
  for (let at = 0; at < count; at++) pruned[order[at]] = 0
  return pruned
}
