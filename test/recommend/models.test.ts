import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { matrix } from '../../src-main/numeric/matrix.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { inverseSymmetric } from '../../src-main/numeric/symmetric.ts'
import { invertSymmetric, symmetricWork } from '../../src-main/recommend/blocked-inverse.ts'
import { type Interactions, itemsOf } from '../../src-main/recommend/interactions.ts'
import { fitCandidates, modelOf } from '../../src-main/recommend/models.ts'
import { interactionsOf, tasteRows } from './fixture.ts'

const train = interactionsOf(tasteRows(4))

/** users × items of zeros and ones. */
function dense(interactions: Interactions): number[][] {
  return interactions.users.map((_, user) => {
    const row = interactions.items.map(() => 0)
    for (const item of itemsOf(interactions, user)) row[item] = 1
    return row
  })
}

async function scores(model: 'popularity' | 'item-knn' | 'ease', options: object): Promise<number[][]> {
  const fitted = await fitCandidates(model, train, options, silent, serial)
  return train.users.map((_, user) => {
    const result = new Float64Array(train.items.length)
    modelOf(fitted).score(fitted, itemsOf(train, user), result)
    return [...result]
  })
}

function expectClose(got: number[][], expected: number[][], tolerance: number): void {
  got.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs(value - expected[i][j]), `row ${i}, column ${j}`).toBeLessThan(tolerance)
    })
  })
}

test('popularity counts the users of each item', async () => {
  const x = dense(train)
  const counts = train.items.map((_, item) => x.reduce((sum, row) => sum + row[item], 0))
  expect(await scores('popularity', {})).toEqual(train.users.map(() => counts))
})

test.each([0, 10])(
  'item-knn equals cosines of dense columns, its nearest kept, at shrinkage %d',
  async (shrinkage) => {
    const x = dense(train)
    const items = train.items.length
    const dot = (i: number, j: number) => x.reduce((sum, row) => sum + row[i] * row[j], 0)
    const neighbours = 5
    const similarity = Array.from({ length: items }, (_, target) => {
      const all = Array.from({ length: items }, (_, i) =>
        i === target ? 0 : dot(i, target) / (Math.sqrt(dot(i, i) * dot(target, target)) + shrinkage),
      )
      const nearest = [...all.keys()]
        .filter((i) => all[i] > 0)
        .sort((a, b) => all[b] - all[a] || a - b)
        .slice(0, neighbours)
      return all.map((value, i) => (nearest.includes(i) ? value : 0))
    })
    const expected = x.map((row) =>
      Array.from({ length: items }, (_, target) =>
        row.reduce((sum, met, i) => sum + met * similarity[target][i], 0),
      ),
    )
    expectClose(await scores('item-knn', { neighbours, shrinkage }), expected, 1e-12)
  },
)

/** Few users and many items, some users with one item alone: the side of the users is the smaller one. */
const wide = interactionsOf([
  ...tasteRows(9, 12, 60),
  ...['i1', 'i1', 'i7', 'i50'].map((item, k) => ({ user: `single${k}`, item, time: k })),
])

test.each([
  ['more users than items', train],
  ['more items than users', wide],
])("EASE's weights solve the penalised regression of each item on the others: %s", async (_, train) => {
  const x = dense(train)
  const items = train.items.length
  const regularisation = 20
  const fitted = await fitCandidates('ease', train, { regularisation }, silent, serial)
  if (fitted.model !== 'ease') throw new Error('ease was fitted')
  for (let j = 0; j < items; j++) {
    // Stationarity: X_i′(X b_j − x_j) + λ b_ij = 0 for every i but j itself.
    for (let i = 0; i < items; i++) {
      const weight = (k: number) => fitted.weights[k * items + j]
      if (i === j) {
        expect(weight(i)).toBe(0)
        continue
      }
      let gradient = regularisation * weight(i)
      for (const row of x)
        gradient += row[i] * (row.reduce((sum, met, k) => sum + met * weight(k), 0) - row[j])
      expect(Math.abs(gradient)).toBeLessThan(1e-10)
    }
  }
})

test('a contribution is what one item of the history adds to a score', async () => {
  for (const name of ['item-knn', 'ease'] as const) {
    const fitted = await fitCandidates(name, train, {}, silent, serial)
    const model = modelOf(fitted)
    const history = itemsOf(train, 0)
    const whole = new Float64Array(train.items.length)
    model.score(fitted, history, whole)
    for (let item = 0; item < train.items.length; item++) {
      const sum = history.reduce((total, met) => total + model.contribution(fitted, met, item), 0)
      expect(sum).toBeCloseTo(whole[item], 12)
    }
  }
})

test.each([1, 63, 64, 65, 200])(
  'the blocked inverse of a matrix of %d rows equals the plain one',
  async (n) => {
    const source = random(8, 'inverse', n)
    const factor = Array.from({ length: n * n }, () => source.normal())
    const a = matrix(n, n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = i === j ? 5 : 0
        for (let k = 0; k < n; k++) sum += factor[i * n + k] * factor[j * n + k]
        a.values[j * n + i] = sum
      }
    }
    const work = symmetricWork(n)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) work.a[i * work.size + j] = a.values[j * n + i]
    await invertSymmetric(work, silent, serial)
    const expected = inverseSymmetric(a)
    if (expected === null) throw new Error('the matrix is regular')
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expect(Math.abs(work.a[i * work.size + j] - expected.values[j * n + i])).toBeLessThan(1e-9)
      }
    }
  },
)

test('EASE refuses more items than its memory holds, and says how much it would take', async () => {
  const items = Array.from({ length: 12_000 }, (_, i) => `i${i}`)
  const many = interactionsOf(items.map((item, time) => ({ user: 'a', item, time })))
  await expect(fitCandidates('ease', many, {}, silent, serial)).rejects.toMatchObject({
    code: 'RECOMMEND_TOO_MANY_ITEMS',
    parameters: { items: 12_000, needed: '1.1', limit: '1.0' },
  })
})
