import { type Random, shuffle } from '../../numeric/random.ts'
import type { Batch } from '../training/held-model.ts'

/** Share of sequences that are changed in each way. */
export interface Augmentation {
  /** Only a stretch of it is read, six tenths at least. */
  readonly crop: number
  /** A fifth of what is read is left out. */
  readonly mask: number
  /** A stretch of what is read, a third at most, comes in any order. */
  readonly reorder: number
}

const kept = { crop: 0.6, mask: 0.8, reorder: 1 / 3 } as const

/**
 * Sequences as they might have been (Xie et al. 2022, sec. 3.2), to learn from beside the true ones: what follows an item stays what
 * truly followed it, and where the order is changed only the last of the stretch predicts, lest an item foretell itself.
 */
export function augmented(batch: Batch, { crop, mask, reorder }: Augmentation, source: Random): Batch {
  return rearranged(batch, (length) => {
    let order = Array.from({ length }, (_, t) => t)
    if (source.uniform() < crop) {
      const size = Math.max(1, Math.ceil((kept.crop + (1 - kept.crop) * source.uniform()) * length))
      const from = source.integer(length - size + 1)
      order = order.slice(from, from + size)
    }
    if (source.uniform() < mask) {
      const some = order.filter(() => source.uniform() < kept.mask)
      if (some.length > 0) order = some
    }
    const asked = [...order]
    if (source.uniform() < reorder) {
      const size = Math.max(1, Math.floor(kept.reorder * order.length))
      const from = source.integer(order.length - size + 1)
      order.splice(from, size, ...shuffle(order.slice(from, from + size), source))
      asked.fill(-1, from, from + size - 1)
    }
    return { order, asked }
  })
}

/**
 * Histories with a share of their items left out, or as many out of order: all but the last item and what is asked of it. `sourceOf`
 * gives each row its own draws.
 */
export function disturbed(
  batch: Batch,
  { mask, reorder }: Omit<Augmentation, 'crop'>,
  sourceOf: (row: number) => Random,
): Batch {
  return rearranged(batch, (length, row) => {
    const source = sourceOf(row)
    const last = length - 1
    const order = Array.from({ length: last }, (_, t) => t).filter(() => source.uniform() >= mask)
    const moved = [...order.keys()].filter(() => source.uniform() < reorder)
    const mixed = shuffle(
      moved.map((at) => order[at]),
      source,
    )
    for (const [index, at] of moved.entries()) order[at] = mixed[index]
    return { order: [...order, last], asked: [...order, last] }
  })
}

/** Each row's positions in another order, or fewer of them: inputs and sides from `order`, what they predict from `asked`, −1 for nothing. */
function rearranged(
  batch: Batch,
  arrange: (
    length: number,
    row: number,
  ) => {
    readonly order: readonly number[]
    readonly asked: readonly number[]
  },
): Batch {
  const { rows, length, inputs, targets, sides } = batch
  const count = sides === undefined ? 0 : sides.length / inputs.length
  const result = {
    rows,
    length,
    lengths: batch.lengths.slice(),
    inputs: new Int32Array(inputs.length).fill(-1),
    targets: new Int32Array(targets.length).fill(-1),
    sides: sides === undefined ? undefined : new Int32Array(sides.length).fill(-1),
  }
  for (let row = 0; row < rows; row++) {
    const { order, asked } = arrange(batch.lengths[row], row)
    result.lengths[row] = order.length
    for (const [at, from] of order.entries()) {
      const [to, source] = [row * length + at, row * length + from]
      result.inputs[to] = inputs[source]
      if (asked[at] >= 0) result.targets[to] = targets[row * length + asked[at]]
      for (let side = 0; side < count; side++)
        result.sides![to * count + side] = sides![source * count + side]
    }
  }
  return result
}
