/** Orthogonal directions along which vectors differ most, the strongest first. */
export interface PrincipalDirections {
  readonly mean: Float64Array
  /** One direction after the other, each of unit length and `width` long, its largest part positive. */
  readonly directions: Float64Array
  /** Share of the variance along each. */
  readonly explained: Float64Array
}

/**
 * Principal directions of `count` vectors of `width`, one after the other, by Jacobi rotations of their covariance (Golub and
 * Van Loan 2013, alg. 8.5.3): no starting point, so that equal vectors give equal bits.
 */
export function principalDirections(
  vectors: ArrayLike<number>,
  count: number,
  width: number,
  wanted: number,
): PrincipalDirections {
  const mean = new Float64Array(width)
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < width; j++) mean[j] += vectors[row * width + j]
  }
  for (let j = 0; j < width; j++) mean[j] /= count
  const covariance = covarianceOf(vectors, count, width, mean)
  let trace = 0
  let length = 0
  for (let j = 0; j < width; j++) {
    trace += covariance[j * width + j]
    length += mean[j] ** 2
  }
  // Vectors that differ by rounding alone do not differ.
  const differs = trace > 1e-24 * length
  const axes = diagonalise(covariance, width)
  const order = [...mean.keys()].sort(
    (a, b) => covariance[b * width + b] - covariance[a * width + a] || a - b,
  )
  const kept = Math.min(wanted, width)
  const directions = new Float64Array(kept * width)
  const explained = new Float64Array(kept)
  for (let at = 0; at < kept; at++) {
    const axis = order[at]
    explained[at] = differs ? Math.max(0, covariance[axis * width + axis]) / trace : 0
    let largest = 0
    for (let j = 0; j < width; j++) {
      if (Math.abs(axes[j * width + axis]) > Math.abs(axes[largest * width + axis])) largest = j
    }
    const sign = axes[largest * width + axis] < 0 ? -1 : 1
    for (let j = 0; j < width; j++) directions[at * width + j] = sign * axes[j * width + axis]
  }
  return { mean, directions, explained }
}

/** Where the vector that begins at `at` lies along the direction `which`, from the mean. */
export function along(
  { mean, directions }: PrincipalDirections,
  which: number,
  vectors: ArrayLike<number>,
  at: number,
): number {
  const width = mean.length
  let place = 0
  for (let j = 0; j < width; j++) place += (vectors[at + j] - mean[j]) * directions[which * width + j]
  return place
}

function covarianceOf(vectors: ArrayLike<number>, count: number, width: number, mean: Float64Array) {
  const covariance = new Float64Array(width * width)
  const centred = new Float64Array(width)
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < width; j++) centred[j] = vectors[row * width + j] - mean[j]
    for (let j = 0; j < width; j++) {
      for (let l = 0; l <= j; l++) covariance[j * width + l] += (centred[j] * centred[l]) / count
    }
  }
  for (let j = 0; j < width; j++) {
    for (let l = 0; l < j; l++) covariance[l * width + j] = covariance[j * width + l]
  }
  return covariance
}

/** Cyclic sweeps until nothing is left beside the diagonal; returns the axes as columns. */
export function diagonalise(matrix: Float64Array, width: number): Float64Array {
  const axes = new Float64Array(width * width)
  for (let j = 0; j < width; j++) axes[j * width + j] = 1
  const total = matrix.reduce((sum, x) => sum + x * x, 0)
  for (let sweep = 0; sweep < 30 && besideDiagonal(matrix, width) > 1e-24 * total; sweep++) {
    for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) rotate(matrix, axes, width, p, q)
  }
  return axes
}

function besideDiagonal(matrix: Float64Array, width: number): number {
  let sum = 0
  for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) sum += 2 * matrix[p * width + q] ** 2
  return sum
}

function rotate(matrix: Float64Array, axes: Float64Array, width: number, p: number, q: number): void {
  const beside = matrix[p * width + q]
  if (beside === 0) return
  const tau = (matrix[q * width + q] - matrix[p * width + p]) / (2 * beside)
  const tangent = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau))
  const cosine = 1 / Math.sqrt(1 + tangent * tangent)
  const sine = tangent * cosine
  const turn = (cells: Float64Array, a: number, b: number) => {
    const [x, y] = [cells[a], cells[b]]
    cells[a] = cosine * x - sine * y
    cells[b] = sine * x + cosine * y
  }
  for (let j = 0; j < width; j++) turn(matrix, j * width + p, j * width + q)
  for (let j = 0; j < width; j++) turn(matrix, p * width + j, q * width + j)
  for (let j = 0; j < width; j++) turn(axes, j * width + p, j * width + q)
}
