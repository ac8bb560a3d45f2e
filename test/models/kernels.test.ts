import { describe, expect, test } from 'vitest'
import { keptByDropout } from '../../src-main/models/layers/dropout.ts'
import { rotaryAngles } from '../../src-main/models/layers/rotary-positions.ts'
import { desk, differences, worst } from './desk.ts'

/** Single precision: the kernels agree with double precision to a few parts in 10⁶. */
const close = 4e-6

describe('a matrix product agrees with the plain triple loop', () => {
  const sizes = [
    [1, 8, 1],
    [4, 8, 64],
    [7, 16, 33],
    [50, 56, 64],
    [13, 24, 300],
    [129, 8, 600],
  ] as const
  const plain = (
    m: number,
    n: number,
    k: number,
    a: (i: number, p: number) => number,
    b: (p: number, j: number) => number,
  ) =>
    Float64Array.from({ length: m * n }, (_, at) => {
      let sum = 0
      for (let p = 0; p < k; p++) sum += a(Math.floor(at / n), p) * b(p, at % n)
      return sum
    })

  test.each(sizes)('%i×%i over %i, by rows', (m, n, k) => {
    const { kernels, put } = desk(1)
    const [a, b, c] = [put(m * k), put(k * n), put(m * n)]
    kernels.matrixProduct(m, n, k, a.at, 4 * k, 4, b.at, 4 * n, 32, c.at, 4 * n, false)
    const expected = plain(
      m,
      n,
      k,
      (i, p) => a.values[i * k + p],
      (p, j) => b.values[p * n + j],
    )
    expect(worst(c.values, expected)).toBeLessThan(close)
  })

  test.each(sizes)('%i×%i over %i, the first transposed and added', (m, n, k) => {
    const { kernels, put } = desk(2)
    const [a, b, c] = [put(m * k), put(k * n), put(m * n)]
    const before = Float64Array.from(c.values)
    kernels.matrixProduct(m, n, k, a.at, 4, 4 * m, b.at, 4 * n, 32, c.at, 4 * n, true)
    const product = plain(
      m,
      n,
      k,
      (i, p) => a.values[p * m + i],
      (p, j) => b.values[p * n + j],
    )
    expect(
      worst(
        c.values,
        product.map((x, i) => x + before[i]),
      ),
    ).toBeLessThan(close)
  })

  test.each([
    [5, 11, 17],
    [64, 1683, 64],
  ])('%i×%i over %i, the second transposed and packed', (m, n, k) => {
    const { kernels, put } = desk(3)
    const across = (n + 7) & ~7
    const [a, b, c, panels] = [put(m * k), put(n * k), put(m * across), put(across * k)]
    kernels.packTransposed(n, k, b.at, 4 * k, panels.at)
    kernels.matrixProduct(m, across, k, a.at, 4 * k, 4, panels.at, 32, 32 * k, c.at, 4 * across, false)
    const expected = plain(
      m,
      across,
      k,
      (i, p) => a.values[i * k + p],
      (p, j) => (j < n ? b.values[j * k + p] : 0),
    )
    expect(worst(c.values, expected)).toBeLessThan(close)
  })
})

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

describe('a step of a recurrent layer and its gradient', () => {
  const rows = 3
  const h = 8

  test('of gated recurrent units', () => {
    const { kernels, put } = desk(4)
    const sums = put(rows * 4 * h)
    const before = put(rows * h)
    const state = put(rows * h)
    const upstream = put(rows * h)
    const start = Float64Array.from(sums.values)
    const step = (x: ArrayLike<number>, last: ArrayLike<number>) =>
      Float64Array.from({ length: rows * h }, (_, at) => {
        const from = Math.floor(at / h) * 4 * h + (at % h)
        const r = logistic(x[from + h])
        const z = logistic(x[from + 2 * h])
        const n = Math.tanh(x[from] + r * x[from + 3 * h])
        return (1 - z) * n + z * last[at]
      })
    const along = (x: ArrayLike<number>, last: ArrayLike<number>) =>
      step(x, last).reduce((sum, y, i) => sum + y * upstream.values[i], 0)
    kernels.gruForward(rows, h, sums.at, before.at, state.at)
    expect(worst(state.values, step(start, before.values))).toBeLessThan(close)
    const carried = put(upstream.values)
    kernels.gruBackward(rows, h, sums.at, before.at, carried.at)
    expect(
      worst(
        sums.values,
        differences(start, (x) => along(x, before.values)),
      ),
    ).toBeLessThan(close)
    expect(
      worst(
        carried.values,
        differences(before.values, (last) => along(start, last)),
      ),
    ).toBeLessThan(close)
  })

  test('of long short-term memory', () => {
    const { kernels, put } = desk(5)
    const sums = put(rows * 4 * h)
    const [cellBefore, cell, state, upstream, upstreamCell] = Array.from({ length: 5 }, () => put(rows * h))
    const start = Float64Array.from(sums.values)
    const step = (x: ArrayLike<number>, last: ArrayLike<number>) =>
      Array.from({ length: rows * h }, (_, at) => {
        const from = Math.floor(at / h) * 4 * h + (at % h)
        const now = logistic(x[from + h]) * last[at] + logistic(x[from]) * Math.tanh(x[from + 2 * h])
        return { now, state: logistic(x[from + 3 * h]) * Math.tanh(now) }
      })
    const along = (x: ArrayLike<number>, last: ArrayLike<number>) =>
      step(x, last).reduce(
        (sum, y, i) => sum + y.state * upstream.values[i] + y.now * upstreamCell.values[i],
        0,
      )
    const carriedCell = put(upstreamCell.values)
    kernels.lstmForward(rows, h, sums.at, cellBefore.at, cell.at, state.at)
    expect(
      worst(
        state.values,
        step(start, cellBefore.values).map((y) => y.state),
      ),
    ).toBeLessThan(close)
    kernels.lstmBackward(rows, h, sums.at, cellBefore.at, cell.at, upstream.at, carriedCell.at)
    expect(
      worst(
        sums.values,
        differences(start, (x) => along(x, cellBefore.values)),
      ),
    ).toBeLessThan(close)
    const expected = differences(cellBefore.values, (last) => along(start, last))
    expect(worst(carriedCell.values, expected)).toBeLessThan(close)
  })

  test('of a plain recurrent layer', () => {
    const { kernels, put } = desk(6)
    const [sums, state, upstream] = [put(rows * h), put(rows * h), put(rows * h)]
    kernels.tanhForward(rows * h, sums.at, state.at)
    expect(worst(state.values, sums.values.map(Math.tanh))).toBeLessThan(close)
    const weights = Float64Array.from(upstream.values)
    kernels.tanhBackward(rows * h, state.at, upstream.at)
    const expected = differences(sums.values, (x) =>
      x.reduce((sum, y, i) => sum + Math.tanh(y) * weights[i], 0),
    )
    expect(worst(upstream.values, expected)).toBeLessThan(close)
  })
})

test('softmax cross-entropy over padded rows gives the loss and its gradient', () => {
  const { kernels, put, putCodes } = desk(7)
  const [rows, items, width] = [5, 13, 16]
  const logits = put(rows * width)
  for (let i = 0; i < rows * width; i++) logits.values[i] *= 8
  const targets = [0, 12, 5, 5, 8]
  const start = Float64Array.from(logits.values)
  const loss = (x: ArrayLike<number>) => {
    let sum = 0
    for (let row = 0; row < rows; row++) {
      const own = Array.from({ length: items }, (_, j) => x[row * width + j])
      sum += 0.2 * (Math.log(own.reduce((all, y) => all + Math.exp(y), 0)) - own[targets[row]])
    }
    return sum
  }
  const got = kernels.softmaxCrossEntropy(rows, items, width, logits.at, putCodes(targets), 0.2)
  expect(Math.abs(got / loss(start) - 1)).toBeLessThan(1e-6)
  expect(worst(logits.values, differences(start, loss))).toBeLessThan(close)
})

test.each([
  ['causal', true],
  ['in both directions', false],
] as const)('attention weights %s sum to one over what is seen, with their gradient', (_, causal) => {
  const { kernels, put } = desk(8)
  const [length, width, keys, scale] = [6, 8, 4, 0.35]
  const scores = put(length * width)
  const start = Float64Array.from(scores.values)
  const weights = (x: ArrayLike<number>) =>
    Float64Array.from({ length: length * width }, (_value, at) => {
      const row = Math.floor(at / width)
      const seen = causal ? Math.min(row + 1, keys) : keys
      if (at % width >= seen) return 0
      let sum = 0
      for (let j = 0; j < seen; j++) sum += Math.exp(scale * x[row * width + j])
      return Math.exp(scale * x[at]) / sum
    })
  kernels.attentionWeights(length, width, scores.at, scale, keys, causal)
  expect(worst(scores.values, weights(start))).toBeLessThan(close)
  const upstream = put(length * width)
  const along = Float64Array.from(upstream.values)
  kernels.attentionWeightsBackward(length, width, scores.at, upstream.at, scale)
  const expected = differences(start, (x) => weights(x).reduce((sum, y, i) => sum + y * along[i], 0))
  expect(worst(upstream.values, expected)).toBeLessThan(close)
})

test('vectors are turned by their places, and turned back', () => {
  const { kernels, put } = desk(15)
  const [length, blocks, size, stride] = [3, 2, 8, 24]
  const x = put(2 * length * stride)
  const before = Float64Array.from(x.values)
  const angles = put(rotaryAngles(length, size))
  const expected = before.map((value, at) => {
    const inRow = at % stride
    if (inRow >= blocks * size) return value
    const [j, place] = [inRow % size, Math.floor(at / stride) % length]
    const angle = place * 10_000 ** (-(j % 4) / 4)
    const other = before[j < 4 ? at + 4 : at - 4]
    return j < 4
      ? value * Math.cos(angle) - other * Math.sin(angle)
      : value * Math.cos(angle) + other * Math.sin(angle)
  })
  kernels.rotate(2 * length, length, blocks, size, angles.at, x.at, 4 * stride, 1)
  expect(worst(x.values, expected)).toBeLessThan(close)
  kernels.rotate(2 * length, length, blocks, size, angles.at, x.at, 4 * stride, -1)
  expect(worst(x.values, before)).toBeLessThan(close)
})

test('what a query and a key give each other, turned, depends on how far apart they are', () => {
  const { kernels, put } = desk(16)
  const [length, size] = [12, 16]
  const angles = put(rotaryAngles(length, size))
  const [query, key] = [put(size).values.slice(), put(size).values.slice()]
  const everywhere = (vector: Float32Array) =>
    put(Float32Array.from({ length: length * size }, (_, at) => vector[at % size]))
  const [queries, keys] = [everywhere(query), everywhere(key)]
  for (const { at } of [queries, keys]) kernels.rotate(length, length, 1, size, angles.at, at, 4 * size, 1)
  const score = (i: number, j: number) => {
    let sum = 0
    for (let d = 0; d < size; d++) sum += queries.values[i * size + d] * keys.values[j * size + d]
    return sum
  }
  for (const apart of [0, 1, 5]) {
    for (let j = 1; j + apart < length; j++) expect(score(j + apart, j)).toBeCloseTo(score(apart, 0), 4)
  }
  expect(Math.abs(score(5, 0) - score(0, 0))).toBeGreaterThan(0.01)
})

test('layer normalisation and its three gradients', () => {
  const { kernels, put } = desk(9)
  const [rows, width] = [4, 16]
  const [x, gain, shift, out, upstream] = [
    put(rows * width),
    put(width),
    put(width),
    put(rows * width),
    put(rows * width),
  ]
  const kept = put(rows * 2)
  const normal = (a: ArrayLike<number>, g: ArrayLike<number>, s: ArrayLike<number>) =>
    Float64Array.from({ length: rows * width }, (_, at) => {
      const row = Array.from({ length: width }, (_value, j) => a[Math.floor(at / width) * width + j])
      const mean = row.reduce((sum, y) => sum + y, 0) / width
      const variance = row.reduce((sum, y) => sum + (y - mean) ** 2, 0) / width
      return (g[at % width] * (a[at] - mean)) / Math.sqrt(variance + 1e-5) + s[at % width]
    })
  kernels.layerNormForward(rows, width, x.at, gain.at, shift.at, 1e-5, out.at, kept.at)
  expect(worst(out.values, normal(x.values, gain.values, shift.values))).toBeLessThan(close)
  const along = Float64Array.from(upstream.values)
  const dot = (y: Float64Array) => y.reduce((sum, value, i) => sum + value * along[i], 0)
  const [gainGradient, shiftGradient] = [put(new Float32Array(width)), put(new Float32Array(width))]
  kernels.layerNormBackward(
    rows,
    width,
    x.at,
    gain.at,
    kept.at,
    upstream.at,
    gainGradient.at,
    shiftGradient.at,
  )
  const towards = differences(x.values, (a) => dot(normal(a, gain.values, shift.values)))
  expect(worst(upstream.values, towards)).toBeLessThan(2 * close)
  const ofGain = differences(gain.values, (g) => dot(normal(x.values, g, shift.values)))
  expect(worst(gainGradient.values, ofGain)).toBeLessThan(close)
  const ofShift = differences(shift.values, (s) => dot(normal(x.values, gain.values, s)))
  expect(worst(shiftGradient.values, ofShift)).toBeLessThan(close)
})

test('gathering and scattering rows skip what has no code and add what comes twice', () => {
  const { kernels, put, putCodes } = desk(10)
  const codes = [2, -1, 0, 2]
  const table = put(3 * 8)
  const out = put(4 * 8)
  kernels.gatherRows(4, 8, putCodes(codes), table.at, 2, out.at, false)
  const row = (code: number) =>
    Array.from({ length: 8 }, (_, j) => (code < 0 ? 0 : 2 * table.values[code * 8 + j]))
  expect([...out.values]).toEqual(codes.flatMap(row))
  const before = Float64Array.from(table.values)
  kernels.scatterRows(4, 8, putCodes(codes), out.at, 1, table.at)
  const expected = before.map((x, i) => x * (i < 8 ? 3 : i < 16 ? 1 : 5))
  expect(worst(table.values, expected)).toBeLessThan(close)
})

test('dropout keeps what its hash says, scaled, and about as many as the rate asks', () => {
  const { kernels, put } = desk(11)
  const rate = 0.3
  const x = put(new Float32Array(20_000).fill(1))
  kernels.dropout(x.values.length, x.at, -123456789, Math.round(rate * 2 ** 24), 1 / (1 - rate))
  const kept = x.values.map((_, i) => (keptByDropout(i, -123456789, rate) ? Math.fround(1 / (1 - rate)) : 0))
  expect([...x.values]).toEqual([...kept])
  const share = kept.filter((value) => value > 0).length / kept.length
  expect(Math.abs(share - 0.7)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / kept.length))
})

test('a step of Adam follows its equations, adds the shards up and clears them', () => {
  const { kernels, put } = desk(12)
  const count = 16
  const [weights, first, gradients] = [put(count), put(count), put(3 * count)]
  const second = put(Float32Array.from({ length: count }, (_, i) => i / 10))
  const expected = Array.from({ length: count }, (_, i) => {
    let g = 0
    for (let shard = 0; shard < 3; shard++) g += gradients.values[shard * count + i]
    g = 0.5 * g + 0.01 * weights.values[i]
    const [beta1, beta2] = [Math.fround(0.9), Math.fround(0.999)]
    const m = beta1 * first.values[i] + (1 - beta1) * g
    const v = beta2 * second.values[i] + (1 - beta2) * g * g
    return weights.values[i] - (0.02 * m) / (Math.sqrt(v) + 1e-6)
  })
  kernels.adam(
    ...([count, weights.at, first.at, second.at, gradients.at, 4 * count, 3] as const),
    ...([0.5, 0.01, 0.02, 0.9, 0.999, 1e-6] as const),
  )
  expect(worst(weights.values, expected)).toBeLessThan(close)
  expect(gradients.values.every((g) => g === 0)).toBe(true)
})

test('a mean of weights moves to them by the share', () => {
  const { kernels, put } = desk(14)
  const [weights, mean] = [put(24), put(24)]
  const expected = mean.values.map((m, i) => m + 0.3 * (weights.values[i] - m))
  kernels.moveMean(24, weights.at, mean.at, 0.3)
  expect(worst(mean.values, expected)).toBeLessThan(close)
})

test('rectifying and its gradient, sums over rows, repeated rows', () => {
  const { kernels, put } = desk(13)
  const x = put([-1, 2, 0, 3, -4, 5, 6, -7])
  const gradient = put([1, 2, 3, 4, 5, 6, 7, 8])
  kernels.rectify(8, x.at)
  expect([...x.values]).toEqual([0, 2, 0, 3, 0, 5, 6, 0])
  kernels.rectifyBackward(8, x.at, gradient.at)
  expect([...gradient.values]).toEqual([0, 2, 0, 4, 0, 6, 7, 0])
  const rows = put(24)
  kernels.repeatRow(3, 8, gradient.at, rows.at, 32)
  const sums = put([1, 1, 1, 1, 1, 1, 1, 1])
  kernels.addRows(3, 8, rows.at, 32, sums.at)
  expect([...sums.values]).toEqual([1, 7, 1, 13, 1, 19, 22, 1])
})
