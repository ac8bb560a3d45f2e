import { padded } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import type { Pass } from '../layers/pass.ts'
import type { Loss } from './loss.ts'
import { openRepeats } from './repeats.ts'

/** How much of a matrix of scores is made at once. */
export interface Tile {
  readonly floats: number
  readonly rows: number
}

/** Rows of a tile of scores over all items. */
export function tileRows(items: number, tile: Tile): number {
  return Math.max(8, Math.min(tile.rows, Math.floor(tile.floats / padded(items)) & ~3))
}

/**
 * Cross-entropy of the softmax over every item. Scores, softmax and both gradients are made tile by tile, so the matrix of all
 * scores never exists.
 */
export const fullSoftmax: Loss = (
  pass,
  { items, width, repeats },
  { count, states, targets, weight, places },
  gradient,
) => {
  const { kernels, scratch } = pass
  const across = padded(items)
  const mark = scratch.mark()
  const panels = packItems(pass, items, width)
  const rows = tileRows(items, pass.tile)
  const logits = scratch.take(rows * across)
  const repeated = repeats === true ? openRepeats(pass, items, across, rows, places) : undefined
  const vectors = pass.weight('items')
  let loss = 0
  for (let first = 0; first < count; first += rows) {
    const some = Math.min(rows, count - first)
    const at = states + first * width * 4
    scoreItems(pass, items, width, panels, some, at, logits)
    repeated?.forward(first, some, logits)
    loss += kernels.softmaxCrossEntropy(some, items, across, logits, targets + first * 4, weight)
    kernels.matrixProduct(
      ...([some, width, items, logits, 4 * across, 4] as const),
      ...([vectors, 4 * width, 32, gradient + first * width * 4, 4 * width, false] as const),
    )
    kernels.matrixProduct(
      ...([items, width, some, logits, 4, 4 * across] as const),
      ...([at, 4 * width, 32, pass.gradient('items'), 4 * width, true] as const),
    )
    kernels.addRows(some, across, logits, 4 * across, pass.gradient('item-biases'))
    repeated?.backward(some, logits)
  }
  repeated?.end()
  scratch.release(mark)
  return loss
}

/** The items' vectors as `scoreItems` reads them. */
export function packItems(pass: Pass, items: number, width: number): Pointer {
  const panels = pass.scratch.take(padded(items) * width)
  pass.kernels.packTransposed(items, width, pass.weight('items'), 4 * width, panels)
  return panels
}

/** Scores of every item but for what repeats add: state·vector + bias, rows padded to a multiple of 8. */
export function scoreItems(
  pass: Pass,
  items: number,
  width: number,
  panels: Pointer,
  rows: number,
  states: Pointer,
  scores: Pointer,
): void {
  const across = padded(items)
  pass.kernels.repeatRow(rows, across, pass.weight('item-biases'), scores, 4 * across)
  pass.kernels.matrixProduct(
    ...([rows, across, width, states, 4 * width, 4] as const),
    ...([panels, 32, 32 * width, scores, 4 * across, true] as const),
  )
}
