import { symmetricWork } from './blocked-inverse.ts'
import { type Interactions, itemsOf } from './interactions.ts'

/**
 * The inverse of X′X + λI from the side of the users, for logs with more items than users who met several. A user who met
 * one item adds to the diagonal only: with D = λI + those, and X the other users' rows, Woodbury's identity gives
 * P = D⁻¹ − D⁻¹X′(I + X D⁻¹ X′)⁻¹X D⁻¹.
 */
export interface DualSystem {
  /** Users who met more than one item. */
  readonly users: readonly number[]
  /** The matrix I + X D⁻¹ X′, to be inverted in place. Made once. */
  work(): ReturnType<typeof symmetricWork>
  /** The diagonal of D⁻¹, by item. */
  readonly inverseDiagonal: Float64Array
  /** Positions in `users` of those who met item i: `metBy[start[i]]` up to `metBy[start[i + 1]]`. */
  readonly start: Int32Array
  readonly metBy: Int32Array
}

export function dualSystem(train: Interactions, regularisation: number): DualSystem {
  const items = train.items.length
  const inverseDiagonal = new Float64Array(items).fill(regularisation)
  const users: number[] = []
  for (let user = 0; user < train.users.length; user++) {
    const met = itemsOf(train, user)
    if (met.length > 1) users.push(user)
    else if (met.length === 1) inverseDiagonal[met[0]]++
  }
  for (let i = 0; i < items; i++) inverseDiagonal[i] = 1 / inverseDiagonal[i]
  const start = new Int32Array(items + 1)
  for (const user of users) for (const item of itemsOf(train, user)) start[item + 1]++
  for (let i = 0; i < items; i++) start[i + 1] += start[i]
  const metBy = new Int32Array(start[items])
  const next = start.slice(0, items)
  users.forEach((user, position) => {
    for (const item of itemsOf(train, user)) metBy[next[item]++] = position
  })
  let made: ReturnType<typeof symmetricWork> | null = null
  const work = () => {
    if (made !== null) return made
    made = symmetricWork(users.length)
    const { size, a } = made
    for (let position = 0; position < users.length; position++) a[position * size + position] = 1
    for (let i = 0; i < items; i++) {
      for (let p = start[i]; p < start[i + 1]; p++) {
        for (let q = start[i]; q < start[i + 1]; q++) a[metBy[p] * size + metBy[q]] += inverseDiagonal[i]
      }
    }
    return made
  }
  return { users, work, inverseDiagonal, start, metBy }
}

/** The rows of P, `work` having been inverted; `row` is the same memory each time. */
export function* rowsOfInverse(
  dual: DualSystem,
): Generator<{ readonly item: number; readonly row: Float64Array }> {
  const { start, metBy, inverseDiagonal } = dual
  const { size, a: inverse } = dual.work()
  const items = inverseDiagonal.length
  const row = new Float64Array(items)
  const users = new Float64Array(dual.users.length)
  for (let item = 0; item < items; item++) {
    row.fill(0)
    row[item] = inverseDiagonal[item]
    if (start[item + 1] > start[item]) {
      users.fill(0)
      for (let p = start[item]; p < start[item + 1]; p++) {
        const from = metBy[p] * size
        for (let u = 0; u < users.length; u++) users[u] += inverse[from + u]
      }
      for (let other = 0; other < items; other++) {
        let sum = 0
        for (let p = start[other]; p < start[other + 1]; p++) sum += users[metBy[p]]
        row[other] -= inverseDiagonal[item] * inverseDiagonal[other] * sum
      }
    }
    yield { item, row }
  }
}
