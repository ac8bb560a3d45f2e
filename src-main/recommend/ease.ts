import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import { invertSymmetric, symmetricWork, symmetricWorkBytes } from './blocked-inverse.ts'
import type { FittedAs, Model } from './candidate-model.ts'
import { type Interactions, itemsOf } from './interactions.ts'

/** Memory that a fit may take: 8,192 items. */
const memoryLimit = 2 ** 30

/**
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8): item–item weights B that minimise
 * ‖X − XB‖² + λ‖B‖² with a zero diagonal; with P = (X′X + λI)⁻¹, B_ij = −P_ij / P_jj. Default λ = 250.
 * Throws RECOMMEND_TOO_MANY_ITEMS where the fit needs more than 1 GiB.
 */
export const ease: Model<FittedAs<'ease'>> = {
  name: 'ease',
  async fit(train, options, monitor, parallel) {
    const items = train.items.length
    refuseTooMany(items)
    monitor.report(0, words('phase_fitting_model'))
    const work = symmetricWork(items)
    addGram(train, options.regularisation ?? 250, work)
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

function refuseTooMany(items: number): void {
  const bytes = symmetricWorkBytes(items)
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
