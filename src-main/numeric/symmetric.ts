import { type Matrix, matrix } from './matrix.ts'

/**
 * Lower Cholesky factor of a symmetric positive definite matrix, after scaling to a unit diagonal.
 * Null where a pivot falls below 1e-13 of its diagonal: the matrix is singular to working precision.
 */
export function cholesky(a: Matrix): { readonly factor: Matrix; readonly scale: Float64Array } | null {
  const n = a.rows
  const scale = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const diagonal = a.values[i * n + i]
    if (!(diagonal > 0)) return null
    scale[i] = 1 / Math.sqrt(diagonal)
  }
  const factor = matrix(n, n)
  const l = factor.values
  for (let j = 0; j < n; j++) {
    const at = j * n
    for (let i = j; i < n; i++) l[at + i] = a.values[at + i] * scale[i] * scale[j]
    for (let k = 0; k < j; k++) {
      const share = l[k * n + j]
      for (let i = j; i < n; i++) l[at + i] -= l[k * n + i] * share
    }
    if (!(l[at + j] > 1e-13)) return null
    const diagonal = Math.sqrt(l[at + j])
    l[at + j] = diagonal
    for (let i = j + 1; i < n; i++) l[at + i] /= diagonal
  }
  return { factor, scale }
}

/** Solves A x = b for symmetric positive definite A; null where A is singular. */
export function solveSymmetric(a: Matrix, b: ArrayLike<number>): Float64Array | null {
  const decomposed = cholesky(a)
  if (!decomposed) return null
  const { factor, scale } = decomposed
  const n = a.rows
  const l = factor.values
  const x = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = b[i] * scale[i]
    for (let k = 0; k < i; k++) sum -= l[k * n + i] * x[k]
    x[i] = sum / l[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]
    for (let k = i + 1; k < n; k++) sum -= l[i * n + k] * x[k]
    x[i] = sum / l[i * n + i]
  }
  for (let i = 0; i < n; i++) x[i] *= scale[i]
  return x
}

/** Inverse of a symmetric positive definite matrix; null where it is singular. */
export function inverseSymmetric(a: Matrix): Matrix | null {
  const decomposed = cholesky(a)
  if (!decomposed) return null
  const { factor, scale } = decomposed
  const n = a.rows
  const l = factor.values
  const inverse = matrix(n, n)
  const z = inverse.values
  for (let j = 0; j < n; j++) {
    const at = j * n
    z[at + j] = 1 / l[at + j]
    for (let k = j; k < n; k++) {
      if (k > j) z[at + k] /= l[k * n + k]
      const known = z[at + k]
      for (let i = k + 1; i < n; i++) z[at + i] -= l[k * n + i] * known
    }
  }
  const result = matrix(n, n)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = 0
      for (let k = i; k < n; k++) sum += z[i * n + k] * z[j * n + k]
      sum *= scale[i] * scale[j]
      result.values[j * n + i] = sum
      result.values[i * n + j] = sum
    }
  }
  return result
}
