import type { Kernels, Pointer } from '../kernels/kernels.ts'
import { attentionOnDevice } from './device-attention.ts'
import { sequencesOnDevice } from './device-sequences.ts'
import { recordProduct } from './record-product.ts'
import type { Recorder } from './recorder.ts'
import { type Segments, segmentsOf } from './segments.ts'
import * as attention from './shaders/attention.ts'
import * as elementwise from './shaders/elementwise.ts'
import * as embedding from './shaders/embedding.ts'
import { packTransposed } from './shaders/matrix-product.ts'
import * as step from './shaders/recurrent-step.ts'
import * as rows from './shaders/rows.ts'
import * as graph from './shaders/session-graph.ts'

/** What the kernels need beside the recorder. */
export interface DevicePlace {
  readonly recorder: Recorder
  /** The codes that were last written at this place. */
  written(at: Pointer, count: number): Int32Array
  /** Room for the losses of so many more rows, in floats from the start of memory. */
  losses(rows: number): number
}

/** Place in floats of an address. */
export const placeOf = (at: Pointer): number => at / 4

/**
 * The training kernels on a graphics processor, over one memory with the same addresses: each call is recorded. Nothing is
 * added by two threads to one number, so results are the same to the bit on one device. Kernels that return a loss leave
 * it on the device and return 0.
 */
export function deviceKernels({ recorder, written, losses }: DevicePlace): Kernels {
  const segmented = (codes: Pointer, count: number) =>
    recordSegments(recorder, segmentsOf(written(codes, count)))
  const addSegments = (
    count: number,
    width: number,
    codes: Pointer,
    source: Pointer,
    { rowCodes = 0, weights = 0, scale = 1 }: { rowCodes?: Pointer; weights?: Pointer; scale?: number },
    to: Pointer,
  ) => {
    const { segments, ...places } = segmented(codes, count)
    recorder.each(embedding.addSegments, {
      count: segments * width,
      width,
      ...places,
      source: placeOf(source),
      rowCodes: placeOf(rowCodes),
      weights: placeOf(weights),
      scale,
      to: placeOf(to),
    })
  }
  const kernels: Kernels = {
    attention: attentionOnDevice(recorder),
    sequences: sequencesOnDevice(recorder),
    matrixProduct(m, n, k, a, aRow, aColumn, b, bRow, bPanel, c, cRow, accumulate) {
      recordProduct(recorder, {
        ...{ m, n, k, accumulate },
        a: { at: a, row: aRow, column: aColumn },
        b: { at: b, row: bRow, panel: bPanel, column: 4 },
        c: { at: c, row: cRow },
      })
    },
    packTransposed(n, k, b, bRow, out) {
      const count = Math.ceil(n / 8) * 8 * k
      recorder.each(packTransposed, { count, n, k, b: placeOf(b), bRow: bRow / 4, out: placeOf(out) })
    },
    gruForward(count, hidden, gates, before, state) {
      recorder.each(step.gruForward, {
        ...{ count: count * hidden, hidden, gates: placeOf(gates) },
        ...{ before: placeOf(before), state: placeOf(state) },
      })
    },
    gruBackward(count, hidden, gates, before, carried) {
      recorder.each(step.gruBackward, {
        ...{ count: count * hidden, hidden, gates: placeOf(gates) },
        ...{ before: placeOf(before), carried: placeOf(carried) },
      })
    },
    lstmForward(count, hidden, gates, before, cell, state) {
      recorder.each(step.lstmForward, {
        ...{ count: count * hidden, hidden, gates: placeOf(gates), before: placeOf(before) },
        ...{ cell: placeOf(cell), state: placeOf(state) },
      })
    },
    lstmBackward(count, hidden, gates, before, cell, carried, carriedCell) {
      recorder.each(step.lstmBackward, {
        ...{ count: count * hidden, hidden, gates: placeOf(gates), before: placeOf(before) },
        ...{ cell: placeOf(cell), carried: placeOf(carried), carriedCell: placeOf(carriedCell) },
      })
    },
    tanhForward(count, sums, state) {
      recorder.each(step.tanhForward, { count, sums: placeOf(sums), state: placeOf(state) })
    },
    tanhBackward(count, state, carried) {
      recorder.each(step.tanhBackward, { count, state: placeOf(state), carried: placeOf(carried) })
    },
    softmaxCrossEntropy(count, items, width, logits, targets, weight) {
      const args = { items, width, logits: placeOf(logits), targets: placeOf(targets), weight }
      recorder.rows(rows.softmaxCrossEntropy, { rows: count, ...args, losses: losses(count) })
      return 0
    },
    attentionWeights(length, across, scores, scale, keys, causal) {
      const args = { across, scores: placeOf(scores), scale, keys, causal: Number(causal) }
      recorder.rows(attention.singleAttentionWeights, { rows: length, ...args })
    },
    attentionWeightsBackward(length, across, weights, gradient, scale) {
      const args = { length: across, across, weights: placeOf(weights), gradient: placeOf(gradient), scale }
      const thinning = { seeds: 0, threshold: 0, keep: 1 }
      recorder.dispatch(attention.attentionWeightsBackward, { ...args, ...thinning }, [length])
    },
    rotate(positions, length, blocks, size, angles, x, stride, sign) {
      recorder.each(attention.rotate, {
        ...{ count: (positions * blocks * size) / 2, length, blocks, size, angles: placeOf(angles) },
        ...{ x: placeOf(x), stride: stride / 4, sign },
      })
    },
    layerNormForward(count, width, x, gain, shift, epsilon, out, kept) {
      const args = { width, x: placeOf(x), gain: placeOf(gain), shift: placeOf(shift), epsilon }
      const results = { out: placeOf(out), kept: placeOf(kept) }
      recorder.rows(rows.layerNormForward, { rows: count, ...args, ...results })
    },
    layerNormBackward(count, width, x, gain, kept, gradient, gainGradient, shiftGradient) {
      const args = { x: placeOf(x), kept: placeOf(kept), gradient: placeOf(gradient) }
      const shape = { rows: count, columns: width }
      recorder.columns(rows.layerNormGain, { ...shape, ...args, sums: placeOf(gainGradient) })
      kernels.addRows(count, width, gradient, 4 * width, shiftGradient)
      recorder.rows(rows.layerNormBackward, { rows: count, width, gain: placeOf(gain), ...args })
    },
    gatherRows(count, width, codes, table, scale, out, accumulate) {
      recorder.each(embedding.gatherRows, {
        ...{ count: count * width, width, rowCodes: placeOf(codes), table: placeOf(table), scale },
        ...{ out: placeOf(out), accumulate: Number(accumulate) },
      })
    },
    scatterRows(count, width, codes, gradient, scale, table) {
      addSegments(count, width, codes, gradient, { scale }, table)
    },
    addWeightedRows(entries, width, to, from, weights, table, out) {
      addSegments(entries, width, to, table, { rowCodes: from, weights }, out)
    },
    gatedScores(count, width, query, key, times, queries, keys, q, out) {
      recorder.each(graph.gatedScores, {
        ...{ count, width, query: placeOf(query), key: placeOf(key), times: placeOf(times) },
        ...{ queries: placeOf(queries), keys: placeOf(keys), q: placeOf(q), out: placeOf(out) },
      })
    },
    gatedScoresBackward(
      count,
      width,
      query,
      key,
      times,
      queries,
      keys,
      q,
      values,
      sumsGradient,
      queriesGradient,
      keysGradient,
      qGradient,
    ) {
      const pairs = { query: placeOf(query), key: placeOf(key) }
      const tables = { queries: placeOf(queries), keys: placeOf(keys) }
      recorder.spare(count)
      recorder.each(graph.scoreGradients, {
        ...{ count, width, ...pairs, times: placeOf(times) },
        ...{ values: placeOf(values), sumsGradient: placeOf(sumsGradient) },
      })
      for (const [codes, to] of [
        [query, queriesGradient],
        [key, keysGradient],
      ]) {
        const { segments, ...places } = segmented(codes, count)
        recorder.each(graph.scoreRowGradients, {
          ...{ count: segments * width, width, ...places, ...pairs, ...tables },
          ...{ q: placeOf(q), to: placeOf(to) },
        })
      }
      const sums = { rows: count, columns: width, sums: placeOf(qGradient) }
      recorder.columns(graph.scoreVectorGradient, { ...sums, ...pairs, ...tables })
    },
    gatherFloats(count, codes, table, out) {
      const args = { count, valueCodes: placeOf(codes), table: placeOf(table), out: placeOf(out) }
      recorder.each(embedding.gatherFloats, args)
    },
    addFloats(count, codes, columns, row, scale, table) {
      recorder.each(embedding.addFloats, {
        ...{ count, valueCodes: placeOf(codes), columns, row: placeOf(row), scale },
        table: placeOf(table),
      })
    },
    scatterSums(count, columns, from, codes, table) {
      recorder.spare(columns)
      const shape = { rows: count, columns, source: placeOf(from), stride: columns }
      recorder.columns(elementwise.columnSums, shape)
      const { segments, ...places } = segmented(codes, columns)
      recorder.each(embedding.addSpareSegments, { count: segments, ...places, to: placeOf(table) })
    },
    contrastLoss(kind, count, negatives, scores, own, targets, sampled, logs, weight) {
      const args = { kind, negatives, scores: placeOf(scores), own: placeOf(own), targets: placeOf(targets) }
      const sample = { sampled: placeOf(sampled), logs: placeOf(logs), weight }
      recorder.rows(rows.contrastLoss, { rows: count, ...args, ...sample, losses: losses(count) })
      return 0
    },
    ownScores(count, width, states, targets, vectors, biases, own) {
      recorder.each(rows.ownScores, {
        ...{ count, width, states: placeOf(states), targets: placeOf(targets) },
        ...{ vectors: placeOf(vectors), biases: placeOf(biases), own: placeOf(own) },
      })
    },
    ownScoresBackward(count, width, states, targets, vectors, own, gradient, vectorGradients, biasGradients) {
      recorder.each(embedding.addScaledRows, {
        ...{ count: count * width, width, own: placeOf(own), rowCodes: placeOf(targets) },
        ...{ table: placeOf(vectors), to: placeOf(gradient) },
      })
      addSegments(count, width, targets, states, { weights: own }, vectorGradients)
      addSegments(count, 1, targets, own, {}, biasGradients)
    },
    dropout(count, x, seed, threshold, scale) {
      recorder.each(elementwise.dropout, { count, x: placeOf(x), seed, threshold, scale })
    },
    add(count, from, to) {
      recorder.each(elementwise.add, { count, source: placeOf(from), to: placeOf(to) })
    },
    repeatRow(count, width, source, to, stride) {
      recorder.each(elementwise.repeatRow, {
        ...{ count: count * width, width, source: placeOf(source), to: placeOf(to), stride: stride / 4 },
      })
    },
    addToRows(count, width, from, to) {
      recorder.each(elementwise.addToRows, {
        ...{ count: count * width, width, source: placeOf(from), to: placeOf(to) },
      })
    },
    addRows(count, columns, from, stride, sums) {
      const args = { rows: count, columns, source: placeOf(from), stride: stride / 4, sums: placeOf(sums) }
      recorder.columns(elementwise.addRows, args)
    },
    rectify(count, x) {
      recorder.each(elementwise.rectify, { count, x: placeOf(x) })
    },
    rectifyBackward(count, rectified, gradient) {
      const args = { count, rectified: placeOf(rectified), gradient: placeOf(gradient) }
      recorder.each(elementwise.rectifyBackward, args)
    },
    fill(count, to) {
      recorder.each(elementwise.fill, { count, to: placeOf(to) })
    },
    copy(count, from, to) {
      recorder.each(elementwise.copy, { count, source: placeOf(from), to: placeOf(to) })
    },
    perturbRows(count, width, table, gradients, _stride, shards, epsilon, out) {
      if (shards !== 1) throw new RangeError('a device adds all gradients in one place')
      recorder.rows(rows.perturbRows, {
        ...{ rows: count, width, table: placeOf(table), gradients: placeOf(gradients) },
        ...{ epsilon, out: placeOf(out) },
      })
    },
    adam(
      count,
      weights,
      first,
      second,
      gradients,
      _stride,
      shards,
      scale,
      decay,
      rate,
      beta1,
      beta2,
      epsilon,
    ) {
      if (shards !== 1) throw new RangeError('a device adds all gradients in one place')
      recorder.each(elementwise.adam, {
        ...{ count, weights: placeOf(weights), first: placeOf(first), second: placeOf(second) },
        ...{ gradient: placeOf(gradients), scale, decay, rate, beta1, beta2, epsilon },
      })
    },
    moveMean(count, weights, mean, share) {
      recorder.each(elementwise.moveMean, { count, weights: placeOf(weights), mean: placeOf(mean), share })
    },
  }
  return kernels
}

function recordSegments(recorder: Recorder, { unique, starts, order }: Segments) {
  return {
    segments: unique.length,
    starts: recorder.codes(starts),
    unique: recorder.codes(unique),
    order: recorder.codes(order),
  }
}
