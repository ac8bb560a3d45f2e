import { fail } from '../../contract/errors.ts'

/** The inverse of a small square matrix by rows; throws MODELS_EFFECTS_NOT_SEPARABLE where there is none. */
export function squareInverse(values: Float64Array, size: number): Float64Array {
  const inverse = inverseIfAny(values, size)
  if (inverse === null) throw fail('MODELS_EFFECTS_NOT_SEPARABLE')
  return inverse
}

/** By Gauss–Jordan elimination with partial pivoting; null where a pivot is below 10⁻¹² of the largest entry. */
export function inverseIfAny(values: Float64Array, size: number): Float64Array | null {
  const left = values.slice()
  const right = new Float64Array(size * size)
  for (let i = 0; i < size; i++) right[i * size + i] = 1
  const smallest = 1e-12 * values.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(left[row * size + column]) > Math.abs(left[pivot * size + column])) pivot = row
    }
    const lead = left[pivot * size + column]
    if (!(Math.abs(lead) > smallest)) return null
    for (const side of [left, right]) {
      for (let j = 0; j < size; j++) {
        const kept = side[column * size + j]
        side[column * size + j] = side[pivot * size + j] / lead
        if (pivot !== column) side[pivot * size + j] = kept
      }
    }
    for (let row = 0; row < size; row++) {
      const factor = left[row * size + column]
      if (row === column || factor === 0) continue
      for (let j = 0; j < size; j++) {
        left[row * size + j] -= factor * left[column * size + j]
        right[row * size + j] -= factor * right[column * size + j]
      }
    }
  }
  return right
}

/** A·B, both square by rows. */
export function squareProduct(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]
      for (let j = 0; j < size; j++) result[i * size + j] += factor * b[k * size + j]
    }
  }
  return result
}
