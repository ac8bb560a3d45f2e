import { matrix } from '../../numeric/matrix.ts'
import { inverseSymmetric } from '../../numeric/symmetric.ts'

/** Points on one side of a cutoff: distance from it (x − cutoff), and the outcome or anything else. */
export interface Side {
  readonly away: Float64Array
  readonly weights: Float64Array | undefined
  /** Codes 0 … of units that stand together; undefined where every point stands alone. */
  readonly clusters: Int32Array | undefined
}

/** The triangular kernel, best for a boundary (Cheng, Fan and Marron 1997). */
export const triangular = (u: number): number => Math.max(0, 1 - Math.abs(u))

/**
 * Weights l with which a local polynomial of a degree sums outcomes to its estimate of the `derivative`-th derivative
 * at the cutoff: Σ l_i y_i. Null where too few points lie within the bandwidth.
 */
export function localWeights(
  side: Side,
  degree: number,
  derivative: number,
  bandwidth: number,
): Float64Array | null {
  const n = side.away.length
  const p = degree + 1
  const gram = matrix(p, p)
  const kernel = new Float64Array(n)
  const distinct = new Set<number>()
  for (let i = 0; i < n; i++) {
    const u = side.away[i] / bandwidth
    kernel[i] = triangular(u) * (side.weights ? side.weights[i] : 1)
    if (kernel[i] === 0) continue
    if (distinct.size <= p) distinct.add(u)
    let power = 1
    const powers = new Float64Array(2 * p - 1)
    for (let k = 0; k < powers.length; k++) {
      powers[k] = power
      power *= u
    }
    for (let a = 0; a < p; a++)
      for (let b = 0; b < p; b++) gram.values[b * p + a] += kernel[i] * powers[a + b]
  }
  if (distinct.size <= degree) return null
  const inverse = inverseSymmetric(gram)
  if (!inverse) return null
  const factor = factorial(derivative) / bandwidth ** derivative
  return kernel.map((weight, i) => {
    if (weight === 0) return 0
    const u = side.away[i] / bandwidth
    let sum = 0
    let power = 1
    for (let k = 0; k < p; k++) {
      sum += inverse.values[k * p + derivative] * power
      power *= u
    }
    return factor * sum * weight
  })
}

/** Σ l_i u_i^power for distances u: how far a polynomial of that power leaks into the estimate. */
export function leakage(weights: Float64Array, side: Side, power: number): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) sum += weights[i] * side.away[i] ** power
  return sum
}

export function factorial(k: number): number {
  return k <= 1 ? 1 : k * factorial(k - 1)
}
