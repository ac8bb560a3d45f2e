import type { AllHeads } from '../kernels/kernels.ts'
import { recordProduct } from './record-product.ts'
import type { Recorder } from './recorder.ts'
import { attentionWeights, attentionWeightsBackward } from './shaders/attention.ts'

/** Attention of every head of every sequence, a few dispatches for all of them. */
export function attentionOnDevice(recorder: Recorder): AllHeads {
  return {
    forward(shape, projected, mixed, weights, thinned, lengths, seeds) {
      const { length, width, heads, across, causal, scale, threshold, keep } = shape
      const head = width / heads
      const strides = { outer: 12 * length * width, inner: 4 * head }
      const square = { outer: 4 * heads * length * across, inner: 4 * length * across }
      for (const { first, batch } of batches(shape.rows, heads, recorder.mostGroups)) {
        const from = projected + first * strides.outer
        const at = first * square.outer
        recordProduct(recorder, {
          ...{ m: length, n: length, k: head, accumulate: false, batch },
          a: { at: from, row: 12 * width, column: 4, ...strides },
          b: { at: from + 4 * width, row: 4, column: 12 * width, panel: 96 * width, ...strides },
          c: { at: weights + at, row: 4 * across, ...square },
        })
        recorder.dispatch(
          attentionWeights,
          {
            ...{ length, across, heads, weights: (weights + at) / 4, thinned: (thinned + at) / 4, scale },
            ...{ causal: Number(causal), lengths: lengths / 4 + first, seeds: seeds / 4 + first * heads },
            ...{ threshold, keep },
          },
          [length, batch.outer * heads],
        )
        recordProduct(recorder, {
          ...{ m: length, n: head, k: length, accumulate: false, batch },
          a: { at: (threshold > 0 ? thinned : weights) + at, row: 4 * across, column: 4, ...square },
          b: { at: from + 8 * width, row: 12 * width, panel: 32, column: 4, ...strides },
          c: {
            ...{ at: mixed + first * 4 * length * width, row: 4 * width },
            ...{ outer: 4 * length * width, inner: 4 * head },
          },
        })
      }
    },
    backward(shape, projected, weights, thinned, seeds, mixedGradient, gradient, projectedGradient) {
      const { length, width, heads, across, scale, threshold, keep } = shape
      const head = width / heads
      const strides = { outer: 12 * length * width, inner: 4 * head }
      const mixedStrides = { outer: 4 * length * width, inner: 4 * head }
      const square = { outer: 4 * heads * length * across, inner: 4 * length * across }
      const whole = { m: length, n: head, k: length, accumulate: false } as const
      for (const { first, batch } of batches(shape.rows, heads, recorder.mostGroups)) {
        const from = projected + first * strides.outer
        const to = projectedGradient + first * strides.outer
        const at = first * square.outer
        const mixedAt = mixedGradient + first * mixedStrides.outer
        const used = (threshold > 0 ? thinned : weights) + at
        const scores = gradient + at
        recordProduct(recorder, {
          ...{ ...whole, batch },
          a: { at: used, row: 4, column: 4 * across, ...square },
          b: { at: mixedAt, row: 4 * width, panel: 32, column: 4, ...mixedStrides },
          c: { at: to + 8 * width, row: 12 * width, ...strides },
        })
        recordProduct(recorder, {
          ...{ m: length, n: length, k: head, accumulate: false, batch },
          a: { at: mixedAt, row: 4 * width, column: 4, ...mixedStrides },
          b: { at: from + 8 * width, row: 4, column: 12 * width, panel: 96 * width, ...strides },
          c: { at: scores, row: 4 * across, ...square },
        })
        recorder.dispatch(
          attentionWeightsBackward,
          {
            ...{ length, across, weights: (weights + at) / 4, gradient: scores / 4, scale },
            ...{ seeds: seeds / 4 + first * heads, threshold, keep },
          },
          [length, batch.outer * heads],
        )
        recordProduct(recorder, {
          ...{ ...whole, batch },
          a: { at: scores, row: 4 * across, column: 4, ...square },
          b: { at: from + 4 * width, row: 12 * width, panel: 32, column: 4, ...strides },
          c: { at: to, row: 12 * width, ...strides },
        })
        recordProduct(recorder, {
          ...{ ...whole, batch },
          a: { at: scores, row: 4, column: 4 * across, ...square },
          b: { at: from, row: 12 * width, panel: 32, column: 4, ...strides },
          c: { at: to + 4 * width, row: 12 * width, ...strides },
        })
      }
    },
  }
}

/** As many sequences at once as the side of a dispatch has room for, with their heads. */
function batches(rows: number, heads: number, mostGroups: number) {
  const some = Math.max(1, Math.floor(Math.min(mostGroups / heads, rows)))
  return Array.from({ length: Math.ceil(rows / some) }, (_, index) => {
    const first = index * some
    return { first, batch: { outer: Math.min(some, rows - first), inner: heads } }
  })
}
