import { describe, expect, it } from 'vitest'
import type { Column } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { binFeatures } from '../../src-main/numeric/trees/binning.ts'
import { boost, predictBoosted } from '../../src-main/numeric/trees/boosting.ts'

const n = 3000
const source = random(61)
const normal = () => Float64Array.from({ length: n }, () => source.normal())
const number = (name: string, values: Float64Array): Column => ({ kind: 'number', name, values })
const all = Int32Array.from({ length: n }, (_, i) => i)

function meanSquare(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length
}

describe('binning', () => {
  it('does not change when a feature is scaled and shifted', () => {
    const x = normal()
    const a = binFeatures([number('x', x)], n, 63)
    const b = binFeatures(
      [
        number(
          'x',
          x.map((value) => 8 * value - 4),
        ),
      ],
      n,
      63,
    )
    expect(a.codes).toEqual(b.codes)
  })

  it('keeps missing values in bin 0 and every distinct value apart where they fit', () => {
    const x = Float64Array.from({ length: n }, (_, i) => (i % 5 === 0 ? Number.NaN : i % 5))
    const { codes, bins } = binFeatures([number('x', x)], n)
    expect(bins[0]).toBe(5)
    expect([...codes.slice(0, 6)]).toEqual([0, 1, 2, 3, 4, 0])
  })
})

describe('boosting', () => {
  it('learns a step, a curve, categories and what missing values say', () => {
    const a = normal()
    const b = normal().map((value, i) => (i % 4 === 0 ? Number.NaN : value))
    const codes = Int32Array.from({ length: n }, () => source.integer(6))
    const group: Column = { kind: 'category', name: 'g', levels: [...'abcdef'], codes }
    const truth = a.map(
      (value, i) =>
        Math.sin(2 * value) + (Number.isNaN(b[i]) ? 2 : b[i] > 0 ? 1 : 0) + (codes[i] % 2 === 0 ? 1 : 0),
    )
    const y = truth.map((value) => value + 0.3 * source.normal())
    const binned = binFeatures([number('a', a), number('b', b), group], n)
    const fitted = predictBoosted(boost(binned, y, undefined, all), binned, all)
    expect(meanSquare(fitted, truth)).toBeLessThan(0.03)
  })

  it('keeps to monotone constraints', () => {
    const a = normal()
    const y = a.map((value) => Math.sin(3 * value) + 0.2 * source.normal())
    const binned = binFeatures([number('a', a)], n)
    const rising = predictBoosted(
      boost(binned, y, undefined, all, { monotone: Int8Array.of(1) }),
      binned,
      all,
    )
    const order = [...all].sort((i, j) => a[i] - a[j])
    for (let k = 1; k < n; k++) expect(rising[order[k]]).toBeGreaterThanOrEqual(rising[order[k - 1]] - 1e-9)
  })

  it('weighs rows as often as they are written', () => {
    const a = normal()
    const y = a.map((value) => (value > 0 ? 1 : 0))
    const heavy = a.map((value) => (value > 1 ? 50 : 1))
    const binned = binFeatures([number('a', a)], n)
    const noisy = y.map((value) => value + source.normal())
    const options = { leaves: 2, rounds: 1, learningRate: 1, patience: 0, ridge: 0 }
    const [light] = boost(binned, noisy, undefined, all, options).trees
    const [weighted] = boost(binned, noisy, heavy, all, options).trees
    expect(light.threshold[0]).not.toBe(-1)
    expect(weighted.value).not.toEqual(light.value)
  })
})
