import { words } from '../contract/words.ts'
import { sharedFloat64, sharedInt32 } from '../numeric/columns.ts'
import { kernel } from '../numeric/parallel.ts'
import type { FittedAs, Model } from './candidate-model.ts'
import { type Interactions, usersOfItems } from './interactions.ts'
import { selectTop } from './select-top.ts'

interface Shared {
  readonly items: number
  readonly usersStart: Int32Array
  readonly users: Int32Array
  readonly itemsStart: Int32Array
  readonly itemsOfUsers: Int32Array
  readonly neighbours: number
  readonly shrinkage: number
}

interface Neighbours {
  /** For each item of the task, how many neighbours it has. */
  readonly count: Int32Array
  readonly neighbour: Int32Array
  readonly similarity: Float64Array
}

const itemsPerTask = 64

/**
 * The nearest other items of each item by cosine over the users who met both, with shrinkage:
 * |U_i ∩ U_j| / (√(|U_i||U_j|) + shrinkage). Co-occurrences are accumulated sparsely, item by item.
 */
export const nearestItems = kernel(
  'recommend/nearest-items',
  (shared: Shared, task: { readonly from: number; readonly to: number }): Neighbours => {
    const { usersStart, users, itemsStart, itemsOfUsers } = shared
    const together = new Float64Array(shared.items)
    const met: number[] = []
    const count = new Int32Array(task.to - task.from)
    const neighbour: number[] = []
    const similarity: number[] = []
    for (let item = task.from; item < task.to; item++) {
      met.length = 0
      for (let k = usersStart[item]; k < usersStart[item + 1]; k++) {
        const user = users[k]
        for (let l = itemsStart[user]; l < itemsStart[user + 1]; l++) {
          const other = itemsOfUsers[l]
          if (other === item) continue
          if (together[other] === 0) met.push(other)
          together[other]++
        }
      }
      const own = usersStart[item + 1] - usersStart[item]
      for (const other of met) {
        const others = usersStart[other + 1] - usersStart[other]
        together[other] /= Math.sqrt(own * others) + shared.shrinkage
      }
      const nearest = selectTop(together, Math.min(shared.neighbours, met.length), met)
      for (const other of nearest) {
        neighbour.push(other)
        similarity.push(together[other])
      }
      count[item - task.from] = nearest.length
      for (const other of met) together[other] = 0
    }
    return { count, neighbour: Int32Array.from(neighbour), similarity: Float64Array.from(similarity) }
  },
)

/**
 * Item-based nearest neighbours (Sarwar et al. 2001; Deshpande and Karypis 2004). An item's score is the sum of its
 * similarities to those items of the history that are among its nearest. Defaults: 100 neighbours, shrinkage 0.
 */
export const itemKnn: Model<FittedAs<'item-knn'>> = {
  name: 'item-knn',
  async fit(train, options, monitor, parallel) {
    const shared = sharedBy(train, options.neighbours ?? 100, options.shrinkage ?? 0)
    const tasks = Array.from({ length: Math.ceil(shared.items / itemsPerTask) }, (_, k) => ({
      from: k * itemsPerTask,
      to: Math.min(shared.items, (k + 1) * itemsPerTask),
    }))
    const found = await parallel.map(nearestItems, shared, tasks, (done) => {
      monitor.report(done / tasks.length, words('phase_fitting_model'))
    })
    return byMetItem(shared.items, found)
  },
  score(fitted, history, scores) {
    scores.fill(0)
    for (const met of history) {
      for (let k = fitted.start[met]; k < fitted.start[met + 1]; k++) {
        scores[fitted.target[k]] += fitted.similarity[k]
      }
    }
  },
  contribution(fitted, met, item) {
    for (let k = fitted.start[met]; k < fitted.start[met + 1]; k++) {
      if (fitted.target[k] === item) return fitted.similarity[k]
    }
    return 0
  },
}

function sharedBy(train: Interactions, neighbours: number, shrinkage: number): Shared {
  const { start, user } = usersOfItems(train)
  return {
    items: train.items.length,
    usersStart: start,
    users: user,
    itemsStart: train.start,
    itemsOfUsers: train.item,
    neighbours,
    shrinkage,
  }
}

/** Turns "the neighbours of each item" into "the items that each item is a neighbour of". */
function byMetItem(items: number, found: readonly Neighbours[]): FittedAs<'item-knn'> {
  const start = sharedInt32(items + 1)
  let total = 0
  for (const { neighbour } of found) {
    total += neighbour.length
    for (const met of neighbour) start[met + 1]++
  }
  for (let i = 0; i < items; i++) start[i + 1] += start[i]
  const next = start.slice()
  const target = sharedInt32(total)
  const similarity = sharedFloat64(total)
  let item = 0
  for (const task of found) {
    let k = 0
    for (const count of task.count) {
      for (const end = k + count; k < end; k++) {
        const at = next[task.neighbour[k]]++
        target[at] = item
        similarity[at] = task.similarity[k]
      }
      item++
    }
  }
  return { model: 'item-knn', items, start, target, similarity }
}
