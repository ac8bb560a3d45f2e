import { padded } from '../architecture.ts'
import type { Loss } from './loss.ts'
import { drawNegatives } from './negatives.ts'

/** Kinds of the kernel `contrastLoss`. */
export const sampledKinds = { 'sampled-softmax': 0, bpr: 1, bce: 2 } as const
export type SampledLoss = keyof typeof sampledKinds

/**
 * Targets against a sample of items that all of a shard's predictions share, so that scores and gradients stay matrix
 * products. The cost does not grow with the number of items.
 */
export function sampledLoss(kind: SampledLoss): Loss {
  return (
    pass,
    { items, width },
    { count, states, targets, weight, negatives, itemLogs, seed, codeAt },
    gradient,
  ) => {
    const { kernels, scratch } = pass
    const mark = scratch.mark()
    const drawn = drawNegatives(seed, negatives, items, codeAt, count)
    const sampled = scratch.take(negatives)
    const vectors = scratch.take(negatives * width)
    const back = scratch.take(negatives * width)
    const panels = scratch.take(padded(negatives) * width)
    const tile = Math.min(count, 4 * pass.tile.rows)
    const scores = scratch.take(tile * negatives)
    const own = scratch.take(count)
    const [itemVectors, biases] = [pass.weight('items'), pass.weight('item-biases')]
    const biasRow = scratch.take(negatives)
    pass.write(sampled, drawn)
    kernels.gatherRows(negatives, width, sampled, itemVectors, 1, vectors, false)
    kernels.packTransposed(negatives, width, vectors, 4 * width, panels)
    kernels.gatherFloats(negatives, sampled, biases, biasRow)
    kernels.fill(negatives * width, back)
    kernels.ownScores(count, width, states, targets, itemVectors, biases, own)
    let loss = 0
    for (let first = 0; first < count; first += tile) {
      const some = Math.min(tile, count - first)
      const at = states + first * width * 4
      kernels.repeatRow(some, negatives, biasRow, scores, 4 * negatives)
      kernels.matrixProduct(
        ...([some, negatives, width, at, 4 * width, 4] as const),
        ...([panels, 32, 32 * width, scores, 4 * negatives, true] as const),
      )
      loss += kernels.contrastLoss(
        ...([sampledKinds[kind], some, negatives, scores, own + 4 * first] as const),
        ...([targets + 4 * first, sampled, itemLogs, weight] as const),
      )
      kernels.matrixProduct(
        ...([some, width, negatives, scores, 4 * negatives, 4] as const),
        ...([vectors, 4 * width, 32, gradient + first * width * 4, 4 * width, false] as const),
      )
      kernels.matrixProduct(
        ...([negatives, width, some, scores, 4, 4 * negatives] as const),
        ...([at, 4 * width, 32, back, 4 * width, true] as const),
      )
      kernels.scatterSums(some, negatives, scores, sampled, pass.gradient('item-biases'))
    }
    kernels.scatterRows(negatives, width, sampled, back, 1, pass.gradient('items'))
    kernels.ownScoresBackward(
      ...([count, width, states, targets, itemVectors, own, gradient] as const),
      ...([pass.gradient('items'), pass.gradient('item-biases')] as const),
    )
    scratch.release(mark)
    return loss
  }
}
