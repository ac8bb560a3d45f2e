import { describe, expect, test } from 'vitest'
import { embeddingMap, nearestTo } from '../../src-main/models/embedding/embedding-map.ts'
import { along, principalDirections } from '../../src-main/models/embedding/principal-directions.ts'
import { random } from '../../src-main/numeric/random.ts'

/** 400 vectors of width 8 with deviations 4, 2, 1, … along known orthonormal axes (Householder, seed 5). */
function spread() {
  const [count, width] = [400, 8]
  const source = random(5, 'spread')
  const normal = Float64Array.from({ length: width }, () => source.normal())
  const square = normal.reduce((sum, x) => sum + x * x, 0)
  const axis = (k: number) =>
    Float64Array.from({ length: width }, (_, j) => (j === k ? 1 : 0) - (2 * normal[j] * normal[k]) / square)
  const axes = Array.from({ length: width }, (_, k) => axis(k))
  const vectors = new Float32Array(count * width)
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < width; k++) {
      const along = source.normal() * 4 * 2 ** -k
      for (let j = 0; j < width; j++) vectors[row * width + j] += along * axes[k][j] + (k === 0 ? 3 : 0)
    }
  }
  return { count, width, vectors, axes }
}

describe('principal directions', () => {
  const { count, width, vectors, axes } = spread()
  const found = principalDirections(vectors, count, width, width)
  const direction = (k: number) => found.directions.subarray(k * width, (k + 1) * width)
  const product = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, x, j) => sum + x * b[j], 0)

  test('are orthonormal, and the axes along which the vectors were spread', () => {
    for (let a = 0; a < width; a++) {
      for (let b = 0; b <= a; b++) {
        expect(product(direction(a), direction(b))).toBeCloseTo(a === b ? 1 : 0, 12)
      }
    }
    for (const k of [0, 1, 2]) expect(Math.abs(product(direction(k), axes[k]))).toBeGreaterThan(0.99)
  })

  test('explain all of the variance together, and each what lies along it', () => {
    expect(found.explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    let total = 0
    const variance = Float64Array.from({ length: width }, (_, k) => {
      let sum = 0
      for (let row = 0; row < count; row++) sum += along(found, k, vectors, row * width) ** 2
      total += sum
      return sum
    })
    variance.forEach((sum, k) => {
      expect(found.explained[k]).toBeCloseTo(sum / total, 10)
    })
  })

  test('of equal vectors explain nothing and place all at the middle', () => {
    const flat = principalDirections(new Float32Array(30).fill(2), 10, 3, 2)
    expect([...flat.explained]).toEqual([0, 0])
    expect(along(flat, 0, [2, 2, 2], 0)).toBe(0)
  })
})

describe('a map', () => {
  const named = { names: ['a', 'b', 'c', 'd'], width: 2, vectors: Float32Array.of(1, 0, 2, 0.1, -1, 0, 0, 0) }

  test('shows the most frequent, ties in their order', () => {
    const { points, total } = embeddingMap(named, [3, 9, 3, 1], 3)
    expect(points.map(({ name }) => name)).toEqual(['b', 'a', 'c'])
    expect(total).toBe(4)
  })

  test('finds the nearest by the angle alone; what has no direction is near to nothing', () => {
    const { nearest } = nearestTo(named, 0, 3)
    expect(nearest.map(({ name }) => name)).toEqual(['b', 'd', 'c'])
    expect(nearest[0].similarity).toBeCloseTo(2 / Math.hypot(2, 0.1), 6)
    expect(nearest[1].similarity).toBe(0)
    expect(nearest[2].similarity).toBe(-1)
  })
})
