import { describe, expect, test } from 'vitest'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from './ask.ts'

/** z → x, z → y, and y → w; x and y are joined only through z. Seed 41. */
function chain(rows: number, direct = 0) {
  const source = random(41, 'chain')
  const columns: Record<string, number[]> = { z: [], x: [], y: [], w: [] }
  for (let i = 0; i < rows; i++) {
    const z = source.normal()
    const x = 0.8 * z + source.normal()
    const y = -0.7 * z + direct * x + source.normal()
    columns.z.push(z)
    columns.x.push(x)
    columns.y.push(y)
    columns.w.push(0.9 * y + source.normal())
  }
  return columns
}

const graph = { dagitty: 'dag { z -> {x y}; y -> w }' }

describe('implications on a table of numbers', () => {
  test('hold where the data come from the graph', async () => {
    const { implications } = await ask('graph.implications', { graph, table: { columns: chain(5000) } })
    expect(implications.map(({ x, y, given }) => [x, y, given.join()])).toEqual([
      ['z', 'w', 'y'],
      ['x', 'y', 'z'],
      ['x', 'w', 'z'],
      ['x', 'w', 'y'],
    ])
    for (const { test: result } of implications) {
      expect(result!.method).toBe('partial-correlation')
      expect(result!.holds).toBe(true)
      expect(result!.qValue).toBeGreaterThanOrEqual(result!.pValue)
    }
  })

  test('are contradicted by an effect that the graph leaves out, with its size', async () => {
    const { implications } = await ask('graph.implications', { graph, table: { columns: chain(5000, 0.4) } })
    const broken = implications.find(({ x, y }) => x === 'x' && y === 'y')!.test!
    expect(broken.holds).toBe(false)
    expect(broken.effectSize).toBeCloseTo(0.4 / Math.sqrt(1 + 0.4 ** 2), 1)
    expect(broken.confidenceInterval[0]).toBeGreaterThan(0.05)
  })

  test('are not contradicted by an effect too small to matter, however sure it is', async () => {
    const { implications } = await ask('graph.implications', {
      graph,
      table: { columns: chain(200_000, 0.03) },
    })
    const small = implications.find(({ x, y }) => x === 'x' && y === 'y')!.test!
    expect(small.qValue).toBeLessThan(0.001)
    expect(small.holds).toBe(true)
  })

  test('use the rows that are complete for each', async () => {
    const columns: Record<string, (number | null)[]> = chain(500)
    columns.w = columns.w.map((value, i) => (i % 2 === 0 ? value : null))
    const { implications } = await ask('graph.implications', { graph, table: { columns } })
    const rows = Object.fromEntries(implications.map((one) => [`${one.x}${one.y}`, one.test!.rows]))
    expect(rows).toMatchObject({ zw: 250, xy: 500 })
  })

  test('say why they cannot be tested', async () => {
    const { z, x, y } = chain(50)
    const { implications } = await ask('graph.implications', {
      graph,
      table: { columns: { z, y, x: x.map(() => 1) } },
    })
    const reasons = implications.map((one) => one.untestable?.words)
    expect(reasons).toEqual([
      'graph_untestable_column',
      'graph_untestable_constant',
      'graph_untestable_column',
      'graph_untestable_column',
    ])
  })
})

/** a → b, a → c with three levels each, and a number n that follows from a. Seed 42. */
function categories(rows: number, direct: boolean) {
  const source = random(42, 'categories')
  const columns = { a: [] as string[], b: [] as string[], c: [] as string[], n: [] as number[] }
  for (let i = 0; i < rows; i++) {
    const a = source.integer(3)
    const b = source.uniform() < 0.7 ? a : source.integer(3)
    const c = source.uniform() < 0.5 ? (direct ? b : a) : source.integer(3)
    columns.a.push('xyz'[a])
    columns.b.push('uvw'[b])
    columns.c.push('rst'[c])
    columns.n.push(a + (direct ? b : 0) + source.normal())
  }
  return columns
}

describe('implications on categories and on both kinds', () => {
  const fork = { dagitty: 'dag { a -> {b c n} }' }
  test('hold where they should: G² among categories, a mixed test with a number', async () => {
    const { implications } = await ask('graph.implications', {
      graph: fork,
      table: { columns: categories(4000, false) },
    })
    expect(implications.map(({ test: result }) => [result!.method, result!.holds])).toEqual([
      ['g-squared', true],
      ['mixed', true],
      ['mixed', true],
    ])
    expect(implications[0].test!.degreesOfFreedom).toBe(12)
    expect(implications[1].test!.degreesOfFreedom).toBe(2)
  })

  test('are contradicted where they should be', async () => {
    const { implications } = await ask('graph.implications', {
      graph: fork,
      table: { columns: categories(4000, true) },
    })
    expect(implications.slice(0, 2).map(({ test: result }) => result!.holds)).toEqual([false, false])
  })
})

test('the tests reject as often as they say when the graph is right (seed 43)', async () => {
  const small: number[] = []
  for (let round = 0; round < 300; round++) {
    const source = random(43, round)
    const level = Array.from({ length: 200 }, () => source.integer(3))
    const columns = {
      z: level.map((a) => a + source.normal()),
      a: level.map((a) => 'xyz'[a]),
      n: level.map((a) => a + source.normal()),
      m: level.map((a) => (source.uniform() < 0.4 ? 'yes' : a === 1 ? 'no' : 'perhaps')),
    }
    const { implications } = await ask('graph.implications', {
      graph: { dagitty: 'dag { a -> {z n m} }' },
      table: { columns },
    })
    for (const { test: result } of implications) small.push(result!.pValue)
  }
  const rate = small.filter((p) => p < 0.05).length / small.length
  expect(rate).toBeGreaterThan(0.03)
  expect(rate).toBeLessThan(0.07)
})
