import { fail } from '../contract/errors.ts'
import { type Monitor, partOf } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { sharedFloat64 } from '../numeric/columns.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { invertSymmetric, symmetricWork, symmetricWorkBytes } from './blocked-inverse.ts'
import type { FittedAs, Model } from './candidate-model.ts'
import { type Interactions, itemsOf } from './interactions.ts'

/** Memory that a fit may take: 8,192 items, or 11,000 where few users met more than one of them. */
const memoryLimit = 2 ** 30

/**
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8): item–item weights B that minimise
 * ‖X − XB‖² + λ‖B‖² with a zero diagonal; with P = (X′X + λI)⁻¹, B_ij = −P_ij / P_jj. Default λ = 250. The inverse taken is
 * that of the smaller side: items, or users who met two items or more. Throws RECOMMEND_TOO_MANY_ITEMS where the fit
 * needs more than 1 GiB.
 */
export const ease: Model<FittedAs<'ease'>> = {
  name: 'ease',
  async fit(train, options, monitor, parallel) {
    const items = train.items.length
    const regularisation = options.regularisation ?? 250
    const users = usersOfSeveral(train)
    const byUsers = users.length < 0.8 * items
    refuseTooMany(
      items,
      byUsers ? 8 * items * items + symmetricWorkBytes(users.length) : symmetricWorkBytes(items),
    )
    monitor.report(0, words('phase_fitting_model'))
    const weights = byUsers
      ? await weightsByUsers(train, users, regularisation, monitor, parallel)
      : await weightsByItems(train, regularisation, monitor, parallel)
    return { model: 'ease', items, weights }
  },
  score({ items, weights }, history, scores) {
    scores.fill(0)
    for (const met of history) {
      const from = met * items
      for (let j = 0; j < items; j++) scores[j] += weights[from + j]
    }
  },
  contribution: ({ items, weights }, met, item) => weights[met * items + item],
}

function refuseTooMany(items: number, bytes: number): void {
  if (bytes <= memoryLimit) return
  const gibibytes = (value: number) => (value / 2 ** 30).toFixed(1)
  throw fail('RECOMMEND_TOO_MANY_ITEMS', { items, needed: gibibytes(bytes), limit: gibibytes(memoryLimit) })
}

/** From the inverse of X′X + λI itself. */
async function weightsByItems(
  train: Interactions,
  regularisation: number,
  monitor: Monitor,
  parallel: Parallel,
): Promise<Float64Array> {
  const items = train.items.length
  const work = symmetricWork(items)
  const { size, a: inverse } = work
  for (let user = 0; user < train.users.length; user++) {
    const met = itemsOf(train, user)
    for (const i of met) for (const j of met) inverse[i * size + j]++
  }
  for (let i = 0; i < items; i++) inverse[i * size + i] += regularisation
  await invertSymmetric(work, monitor, parallel)
  const weights = work.w.subarray(0, items * items)
  for (let i = 0; i < items; i++) {
    for (let j = 0; j < items; j++) {
      weights[i * items + j] = i === j ? 0 : -inverse[i * size + j] / inverse[j * size + j]
    }
  }
  return weights
}

function usersOfSeveral(train: Interactions): number[] {
  return [...train.users.keys()].filter((user) => train.start[user + 1] - train.start[user] > 1)
}

/**
 * From the inverse of a matrix of users. Users of one item only add to the diagonal Λ = λI + (their counts); for the others,
 * X, Woodbury's identity gives (Λ + X′X)⁻¹ = Λ⁻¹ − Λ⁻¹ Q Λ⁻¹ with Q = X′ (I + X Λ⁻¹ X′)⁻¹ X, and so
 * B_ij = Q_ij / (Λ_i (1 − Q_jj / Λ_j)).
 */
async function weightsByUsers(
  train: Interactions,
  users: readonly number[],
  regularisation: number,
  monitor: Monitor,
  parallel: Parallel,
): Promise<Float64Array> {
  const items = train.items.length
  const diagonal = diagonalOf(train, regularisation)
  const work = symmetricWork(users.length)
  const { size, a: inverse } = work
  const usersOf: number[][] = train.items.map(() => [])
  users.forEach((user, row) => {
    inverse[row * size + row] = 1
    for (const item of itemsOf(train, user)) usersOf[item].push(row)
  })
  usersOf.forEach((rows, item) => {
    for (const u of rows) for (const v of rows) inverse[u * size + v] += 1 / diagonal[item]
  })
  await invertSymmetric(work, partOf(monitor, 0, 0.7), parallel)

  const weights = sharedFloat64(items * items)
  const row = new Float64Array(items)
  users.forEach((user, u) => {
    if (u % 100 === 0) monitor.report(0.7 + (0.3 * u) / users.length)
    row.fill(0)
    users.forEach((other, v) => {
      const share = inverse[u * size + v]
      for (const item of itemsOf(train, other)) row[item] += share
    })
    for (const item of itemsOf(train, user)) {
      const from = item * items
      for (let j = 0; j < items; j++) weights[from + j] += row[j]
    }
  })
  const left = Float64Array.from(diagonal, (value, j) => 1 - weights[j * items + j] / value)
  for (let i = 0; i < items; i++) {
    const from = i * items
    for (let j = 0; j < items; j++)
      weights[from + j] = i === j ? 0 : weights[from + j] / (diagonal[i] * left[j])
  }
  return weights
}

/** λ and, for each item, the users who met that one item alone. */
function diagonalOf(train: Interactions, regularisation: number): Float64Array {
  const diagonal = new Float64Array(train.items.length).fill(regularisation)
  for (let user = 0; user < train.users.length; user++) {
    const met = itemsOf(train, user)
    if (met.length === 1) diagonal[met[0]]++
  }
  return diagonal
}
