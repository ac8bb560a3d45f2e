/** Orders at which the divergence is followed: what lies between them would change ε in the third digit. */
const orders = Array.from({ length: 255 }, (_, at) => at + 2)

/**
 * ε at δ of `steps` steps of the Gaussian mechanism with this noise (standard deviations of the clipping norm), each on a Poisson sample
 * of `rate` of the units: Rényi divergences at whole orders (Mironov, Talwar and Zhang 2019, eq. 2), turned into ε by
 * Canonne, Kamath and Steinke 2020, proposition 12. Units are added or removed whole.
 */
export function epsilonOf(rate: number, noise: number, steps: number, delta: number): number {
  let least = Number.POSITIVE_INFINITY
  for (const order of orders) {
    const divergence = steps * sampledGaussianDivergence(rate, noise, order)
    const epsilon = divergence + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1)
    least = Math.min(least, epsilon)
  }
  return Math.max(0, least)
}

/** The least noise, to 0.1 %, that keeps within ε; null where even a thousandfold would not. */
export function noiseFor(rate: number, steps: number, epsilon: number, delta: number): number | null {
  let [low, high] = [0.2, 1000]
  if (epsilonOf(rate, high, steps, delta) > epsilon) return null
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high)
    if (epsilonOf(rate, middle, steps, delta) > epsilon) low = middle
    else high = middle
  }
  return high
}

/** Rényi divergence of one step at a whole order ≥ 2. */
export function sampledGaussianDivergence(rate: number, noise: number, order: number): number {
  if (rate === 1) return order / (2 * noise * noise)
  let [choose, log] = [0, Number.NEGATIVE_INFINITY]
  for (let k = 0; k <= order; k++) {
    const term =
      choose + k * Math.log(rate) + (order - k) * Math.log1p(-rate) + (k * k - k) / (2 * noise * noise)
    log = addLogs(log, term)
    choose += Math.log((order - k) / (k + 1))
  }
  return log / (order - 1)
}

function addLogs(a: number, b: number): number {
  const [most, least] = a > b ? [a, b] : [b, a]
  return least === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(least - most))
}
