import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import { sharedFloat64 } from '../numeric/columns.ts'
import { invertSymmetric, symmetricWork, symmetricWorkBytes } from './blocked-inverse.ts'
import type { FittedAs, Model } from './candidate-model.ts'
import { type DualSystem, dualSystem, rowsOfInverse } from './ease-dual.ts'
import { type Interactions, itemsOf } from './interactions.ts'

/** Memory that a fit may take: 8,192 items. */
const memoryLimit = 2 ** 30

/**
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8): item–item weights B that minimise
 * ‖X − XB‖² + λ‖B‖² with a zero diagonal; with P = (X′X + λI)⁻¹, B_ij = −P_ij / P_jj. Default λ = 250.
 * The inverse is taken on the side of the items or of the users, whichever are fewer (`ease-dual.ts`).
 * Throws RECOMMEND_TOO_MANY_ITEMS where the fit needs more than 1 GiB.
 */
export const ease: Model<FittedAs<'ease'>> = {
  name: 'ease',
  async fit(train, options, monitor, parallel) {
    const items = train.items.length
    const regularisation = options.regularisation ?? 250
    monitor.report(0, words('phase_fitting_model'))
    const dual = dualSystem(train, regularisation)
    const fromUsers = dual.users.length < items
    refuseTooMuch(
      items,
      fromUsers ? 8 * items * items + symmetricWorkBytes(dual.users.length) : symmetricWorkBytes(items),
    )
    if (fromUsers) {
      await invertSymmetric(dual.work(), monitor, parallel)
      return { model: 'ease', items, weights: weightsFromUsers(dual, items) }
    }
    const work = symmetricWork(items)
    addGram(train, regularisation, work)
    await invertSymmetric(work, monitor, parallel)
    const { size, a: inverse } = work
    const weights = work.w.subarray(0, items * items)
    for (let i = 0; i < items; i++) {
      for (let j = 0; j < items; j++) {
        weights[i * items + j] = i === j ? 0 : -inverse[i * size + j] / inverse[j * size + j]
      }
    }
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

function refuseTooMuch(items: number, bytes: number): void {
  if (bytes <= memoryLimit) return
  const gibibytes = (value: number) => (value / 2 ** 30).toFixed(1)
  throw fail('RECOMMEND_TOO_MANY_ITEMS', { items, needed: gibibytes(bytes), limit: gibibytes(memoryLimit) })
}

/** Adds X′X + λI: the users who met both items. */
function addGram(
  train: Interactions,
  regularisation: number,
  { size, a }: { size: number; a: Float64Array },
): void {
  for (let user = 0; user < train.users.length; user++) {
    const items = itemsOf(train, user)
    for (const i of items) for (const j of items) a[i * size + j]++
  }
  for (let i = 0; i < train.items.length; i++) a[i * size + i] += regularisation
}

/** B from P, row by row; the diagonal is kept until every row has been divided by it. */
function weightsFromUsers(dual: DualSystem, items: number): Float64Array {
  const weights = sharedFloat64(items * items)
  const diagonal = new Float64Array(items)
  for (const { item, row } of rowsOfInverse(dual)) {
    weights.set(row, item * items)
    diagonal[item] = row[item]
  }
  for (let i = 0; i < items; i++) {
    for (let j = 0; j < items; j++) {
      const at = i * items + j
      weights[at] = i === j || weights[at] === 0 ? 0 : -weights[at] / diagonal[j]
    }
  }
  return weights
}
