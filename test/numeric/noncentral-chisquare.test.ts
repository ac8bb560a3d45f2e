import { expect, test } from 'vitest'
import { noncentralChisquareCdf, noncentralityInterval } from '../../src-main/numeric/noncentral-chisquare.ts'
import { random } from '../../src-main/numeric/random.ts'

/** The share of draws at most x of Σ (zᵢ + shift)², the shift all in the first term: the distribution's definition. */
function bySimulation(x: number, degrees: number, noncentrality: number): number {
  const source = random(44, 'noncentral', degrees)
  const draws = 200_000
  let below = 0
  for (let i = 0; i < draws; i++) {
    let sum = (source.normal() + Math.sqrt(noncentrality)) ** 2
    for (let j = 1; j < degrees; j++) sum += source.normal() ** 2
    if (sum <= x) below++
  }
  return below / draws
}

test.each([
  [5, 3, 2],
  [12, 4, 10],
  [60, 2, 50],
  [10_300, 3, 10_100],
])(
  'P(χ² ≤ %d) with %d degrees and noncentrality %d is that of its definition',
  (x, degrees, noncentrality) => {
    expect(noncentralChisquareCdf(x, degrees, noncentrality)).toBeCloseTo(
      bySimulation(x, degrees, noncentrality),
      2,
    )
  },
)

test('the interval of a noncentrality ends where the statistic is a quantile', () => {
  const [low, high] = noncentralityInterval(30, 4, 0.95)
  expect(noncentralChisquareCdf(30, 4, low)).toBeCloseTo(0.975, 6)
  expect(noncentralChisquareCdf(30, 4, high)).toBeCloseTo(0.025, 6)
  expect(noncentralityInterval(0.1, 4, 0.95)[0]).toBe(0)
})
