import { chisquarePValue, normalCdf } from './distributions.ts'

/** Beyond this the noncentral χ² is normal to more digits than an interval shows. */
const largeNoncentrality = 10_000

/**
 * P(χ²(degrees, noncentrality) ≤ x): the Poisson mixture of central χ², summed outwards from the largest weight until
 * the rest is below 1e-12; beyond a noncentrality of 10,000 Sankaran's (1963) normal approximation.
 */
export function noncentralChisquareCdf(x: number, degrees: number, noncentrality: number): number {
  if (x <= 0) return 0
  if (noncentrality > largeNoncentrality) return sankaran(x, degrees, noncentrality)
  const half = noncentrality / 2
  const mode = Math.floor(half)
  const logWeight = (k: number) =>
    half === 0 ? (k === 0 ? 0 : Number.NEGATIVE_INFINITY) : k * Math.log(half) - half - logFactorial(k)
  let total = 0
  for (let k = mode; k >= 0; k--) {
    const weight = Math.exp(logWeight(k))
    if (weight < 1e-14 && k < mode) break
    total += weight * (1 - chisquarePValue(x, degrees + 2 * k))
  }
  for (let k = mode + 1; ; k++) {
    const weight = Math.exp(logWeight(k))
    if (weight < 1e-14) return total
    total += weight * (1 - chisquarePValue(x, degrees + 2 * k))
  }
}

/** The x at which P(χ²(degrees, noncentrality) ≤ x) is the probability given, to nine digits; NaN of parameters that are no numbers. */
export function noncentralChisquareQuantile(
  probability: number,
  degrees: number,
  noncentrality: number,
): number {
  if (!Number.isFinite(degrees + noncentrality)) return Number.NaN
  let low = 0
  let high = degrees + noncentrality
  while (noncentralChisquareCdf(high, degrees, noncentrality) < probability) high *= 2
  for (let round = 0; round < 60 && high - low > 1e-10 * high; round++) {
    const middle = (low + high) / 2
    if (noncentralChisquareCdf(middle, degrees, noncentrality) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The noncentralities that a two-sided test at `level` does not reject for the statistic observed. */
export function noncentralityInterval(statistic: number, degrees: number, level: number): [number, number] {
  if (degrees === 0) return [0, 0]
  const tail = (1 - level) / 2
  return [solve(statistic, degrees, 1 - tail), solve(statistic, degrees, tail)]
}

/** The noncentrality at which the statistic is the given quantile; 0 where even the central χ² has it lower. */
function solve(statistic: number, degrees: number, probability: number): number {
  if (noncentralChisquareCdf(statistic, degrees, 0) <= probability) return 0
  let low = 0
  let high = Math.max(4, 2 * statistic)
  while (noncentralChisquareCdf(statistic, degrees, high) > probability) high *= 2
  for (let round = 0; round < 60 && high - low > 1e-9 * high; round++) {
    const middle = (low + high) / 2
    if (noncentralChisquareCdf(statistic, degrees, middle) > probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function sankaran(x: number, n: number, l: number): number {
  const h = 1 - (2 * (n + l) * (n + 3 * l)) / (3 * (n + 2 * l) ** 2)
  const p = (n + 2 * l) / (n + l) ** 2
  const m = (h - 1) * (1 - 3 * h)
  const mean = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p)
  return normalCdf(((x / (n + l)) ** h - mean) / (h * Math.sqrt(2 * p) * (1 + 0.5 * m * p)))
}

function logFactorial(n: number): number {
  if (n < 20) {
    let product = 1
    for (let i = 2; i <= n; i++) product *= i
    return Math.log(product)
  }
  const x = n + 1
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3)
}
