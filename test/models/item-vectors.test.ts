import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { termWeights } from '../../src-main/models/content/tf-idf.ts'
import { tokensOf } from '../../src-main/models/content/tokens.ts'
import { truncatedSvd } from '../../src-main/models/content/truncated-svd.ts'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from './ask.ts'

const folder = mkdtempSync(join(tmpdir(), 'vectors-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('tokens are words and runs of their characters; Chinese is cut into words', () => {
  expect(tokensOf('Red Ｓhoe')).toEqual([
    ...['w:red', 'c:<re', 'c:red', 'c:ed>', 'c:<red', 'c:red>'],
    ...['w:shoe', 'c:<sh', 'c:sho', 'c:hoe', 'c:oe>', 'c:<sho', 'c:shoe', 'c:hoe>'],
  ])
  const chinese = tokensOf('红色连衣裙，夏季')
  for (const token of ['w:红色', 'w:夏季', 'c:连衣', 'c:衣裙']) expect(chinese).toContain(token)
  expect(tokensOf('… !')).toEqual([])
})

// scikit-learn 1.5: TfidfVectorizer(sublinear_tf=True, min_df=2, analyzer=str.split) of "a b b", "a c", "b c c c", "d".
test('weights are those of scikit-learn, terms of one text apart', () => {
  const { terms, matrix } = termWeights(['a b b', 'a c', 'b c c c', 'd'].map((text) => text.split(' ')))
  expect(terms).toEqual(['a', 'b', 'c'])
  const row = (at: number) => [...matrix.value.subarray(matrix.start[at], matrix.start[at + 1])]
  const once = 1 / Math.hypot(1, 1 + Math.log(2))
  expect(row(0)[0]).toBeCloseTo(once, 12)
  expect(row(0)[1]).toBeCloseTo(once * (1 + Math.log(2)), 12)
  expect(row(1)).toEqual([Math.SQRT1_2, Math.SQRT1_2].map((x) => expect.closeTo(x, 12)))
  expect(row(3)).toEqual([])
})

test('singular directions are those of the matrix: A·Aᵀu = σ²u, orthogonal, none missed', () => {
  const source = random(5, 'sparse')
  const [rows, columns, width] = [60, 45, 8]
  const dense = Float64Array.from({ length: rows * columns }, () =>
    source.uniform() < 0.2 ? source.normal() : 0,
  )
  const start = new Int32Array(rows + 1)
  const [column, value]: [number[], number[]] = [[], []]
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (dense[i * columns + j] === 0) continue
      column.push(j)
      value.push(dense[i * columns + j])
    }
    start[i + 1] = column.length
  }
  const matrix = { rows, columns, start, column: Int32Array.from(column), value: Float64Array.from(value) }
  const { coordinates, singularValues } = truncatedSvd(matrix, width, 1, silent)
  const gram = (u: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, i) => {
      let sum = 0
      for (let j = 0; j < columns; j++) {
        let along = 0
        for (let row = 0; row < rows; row++) along += dense[row * columns + j] * u(row)
        sum += dense[i * columns + j] * along
      }
      return sum
    })
  for (let k = 0; k < 3; k++) {
    const direction = (row: number) => coordinates[row * width + k] / singularValues[k]
    const image = gram(direction)
    for (let row = 0; row < rows; row++)
      expect(image[row]).toBeCloseTo(singularValues[k] ** 2 * direction(row), 2)
  }
  for (let k = 1; k < width; k++) expect(singularValues[k]).toBeLessThanOrEqual(singularValues[k - 1])
  const whole = truncatedSvd(matrix, columns, 1, silent)
  const squares = value.reduce((sum, x) => sum + x * x, 0)
  expect(whole.singularValues.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(squares, 8)
  expect(singularValues[0]).toBeCloseTo(whole.singularValues[0], 6)
  expect(truncatedSvd(matrix, width, 1, silent)).toEqual({ coordinates, singularValues, width })
})

describe('models.itemVectors', () => {
  const shop = {
    item: ['1', '2', '3', '4', '5', '6', '7'],
    title: [
      '红色连衣裙 夏季',
      '蓝色连衣裙 夏季',
      '无线蓝牙耳机',
      '降噪蓝牙耳机',
      'running shoes',
      'trail running shoe',
      '§§§',
    ],
  }
  const map = { item: 'item', text: ['title'] }

  test('brings like texts together, in Chinese and in English', async () => {
    const found = await ask('models.itemVectors', {
      table: { columns: shop },
      map,
      width: 8,
      of: ['1', '3', '5'],
      k: 1,
    })
    expect(found.nearest.map(({ near }) => near[0].item)).toEqual(['2', '4', '6'])
    expect(found.explained).toBeGreaterThan(0.9)
    expect(found.warnings).toEqual([{ words: 'warning_items_without_text', with: { items: 1 } }])
    expect(found.vectors[6]).toEqual(new Array(8).fill(0))
  })

  test('says where there is no text in common', async () => {
    const columns = { item: ['1', '2'], title: ['abc', 'xyz'] }
    await expect(ask('models.itemVectors', { table: { columns }, map })).rejects.toMatchObject({
      code: 'MODELS_NO_TEXT',
    })
  })
})

describe('training that begins with texts', () => {
  /** Few users among many items, whose titles say to which of eight kinds each belongs: one kind follows another. */
  const source = random(6, 'kinds')
  const kinds = ['lamp', 'chair', 'kettle', 'jacket', 'guitar', 'bicycle', 'novel', 'tent']
  const log = { user: [] as string[], item: [] as string[], time: [] as number[] }
  for (let u = 0; u < 60; u++) {
    let kind = source.integer(8)
    for (let t = 0; t < 10; t++) {
      log.user.push(`u${u}`)
      log.item.push(`i${8 * source.integer(30) + kind}`)
      log.time.push(t)
      kind = (kind + 1) % 8
    }
  }
  const items = Array.from({ length: 240 }, (_, item) => `i${item}`)
  const titles = items.map((_, item) => `${kinds[item % 8]} ${['blue', 'green', 'grand', 'plain'][item % 4]}`)
  const path = join(folder, 'vectors.csv')
  const request = {
    ...{
      table: { columns: log },
      map: { user: 'user', item: 'item', time: 'time' },
      model: 'gru' as const,
      seed: 1,
    },
    ...{
      epochs: 25,
      k: [10],
      options: { width: 16, hidden: 32, length: 10, batch: 8, rate: 0.003, patience: 25 },
    },
  }

  test('ranks items that hardly anybody met better', async () => {
    const table = { columns: { item: items, title: titles } }
    await ask('models.itemVectors', { table, map: { item: 'item', text: ['title'] }, width: 16, save: path })
    const without = await ask('models.train', request)
    const begun = await ask('models.train', { ...request, itemVectors: { path } })
    expect(begun.metrics['hr@10']).toBeGreaterThan(without.metrics['hr@10'] + 0.05)
  })

  test('wants vectors as wide as the model', async () => {
    const asked = { ...request, itemVectors: { columns: { item: items, v1: items.map(() => 1) } } }
    await expect(ask('models.train', asked)).rejects.toMatchObject({
      code: 'MODELS_VECTORS_DO_NOT_FIT',
      parameters: { found: 1, width: 16 },
    })
  })
})
