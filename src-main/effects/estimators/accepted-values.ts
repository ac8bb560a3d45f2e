import type { Interval } from '../../contract/effects.ts'

const steps = 512

/**
 * Where a smooth function is not above 0 between two points, as intervals in order. Dips and peaks between the points of the
 * grid are sought out by golden section, ends by bisection.
 */
export function acceptedEverywhere(
  excess: (x: number) => number,
  from: number,
  to: number,
): readonly Interval[] {
  const at = (k: number) => (k === steps ? to : from + ((to - from) * k) / steps)
  const grid = Array.from({ length: steps + 1 }, (_, k) => ({ x: at(k), value: excess(at(k)) }))
  const points = [...grid]
  for (let k = 0; k <= steps; k++) {
    const [left, right] = [grid[Math.max(0, k - 1)], grid[Math.min(steps, k + 1)]]
    const here = grid[k].value
    const sign = here <= left.value && here <= right.value ? 1 : -1
    if (sign < 0 && (here < left.value || here < right.value)) continue
    // Only a turn that stays on its side of 0 can hide a crossing.
    if (!(sign * here > 0)) continue
    const x = goldenSection((value) => sign * excess(value), left.x, right.x)
    const value = excess(x)
    if (sign * value < 0) points.push({ x, value })
  }
  points.sort((a, b) => a.x - b.x)
  const accepted: Interval[] = []
  let start: number | null = points[0].value <= 0 ? from : null
  for (let k = 1; k < points.length; k++) {
    const [left, right] = [points[k - 1], points[k]]
    if (left.value <= 0 === right.value <= 0) continue
    const crossing = bisect(excess, left.x, right.x, left.value <= 0)
    if (start === null) start = crossing
    else {
      accepted.push([start, crossing])
      start = null
    }
  }
  if (start !== null) accepted.push([start, to])
  return accepted
}

function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const share = (Math.sqrt(5) - 1) / 2
  let [low, high] = [from, to]
  let [a, b] = [high - share * (high - low), low + share * (high - low)]
  let [fa, fb] = [f(a), f(b)]
  for (let step = 0; step < 40; step++) {
    if (fa <= fb) {
      ;[high, b, fb] = [b, a, fa]
      a = high - share * (high - low)
      fa = f(a)
    } else {
      ;[low, a, fa] = [a, b, fb]
      b = low + share * (high - low)
      fb = f(b)
    }
  }
  return fa <= fb ? a : b
}

function bisect(excess: (x: number) => number, from: number, to: number, acceptedAtFrom: boolean): number {
  let [low, high] = [from, to]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (excess(middle) <= 0 === acceptedAtFrom) low = middle
    else high = middle
  }
  return (low + high) / 2
}
