import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { graphCapacity, sessionGraphs } from '../../src-main/models/layers/session-graph.ts'
import { smallArchitecture, smallBatch } from '../../src-main/models/reference/parity.ts'
import { openReference } from '../../src-main/models/reference/reference-learner.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { desk, differences, worst } from './desk.ts'

test.each([1, 2, 3])(
  'every prefix of sessions that come back to few items has its own graph: %i propagations',
  async (layers) => {
    const architecture = { ...smallArchitecture('srgnn'), layers }
    const options = {
      ...{ rows: 3, rate: 0.01, decay: 0, dropout: 0.25, seed: 3 },
      loss: 'softmax',
      negatives: 16,
    } as const
    const learner = openLearner(architecture, options, serial, silent)
    const reference = openReference(architecture, options)
    for (let step = 0; step < 5; step++) {
      const batch = smallBatch(4, 30 + step)
      const expected = reference.train(batch)
      expect(Math.abs(learner.train(batch) - expected) / expected).toBeLessThan(1e-5)
    }
    await learner.close()
  },
)

test('one propagation computes at most two nodes a position anew, and no number of them more than there is room for', () => {
  const source = random(4, 'walks')
  for (const [items, steps] of [
    [3, 1],
    [30, 1],
    [5, 2],
    [12, 3],
    [40, 4],
  ]) {
    const walk = Int32Array.from({ length: 2 * 40 }, () => source.integer(items))
    const graphs = sessionGraphs(2, 40, steps, (row, t) => walk[row * 40 + t])
    expect(graphs.propagations[0].versions).toBeLessThanOrEqual(2 * 2 * 40)
    for (const [step, { versions, weights }] of graphs.propagations.entries()) {
      const room = graphCapacity(2, 40, step)
      expect(versions).toBeLessThanOrEqual(room.versions)
      expect(weights.length).toBeLessThanOrEqual(room.edges)
    }
    expect(graphs.query.length).toBeLessThanOrEqual(graphCapacity(2, 40, steps - 1).pairs)
  }
})

test('a star, which every step walks to a new point and back, stays within the room', () => {
  const graphs = sessionGraphs(1, 60, 3, (_, t) => (t % 2 === 0 ? 0 : t))
  for (const [step, { versions, weights }] of graphs.propagations.entries()) {
    const room = graphCapacity(1, 60, step)
    expect(versions).toBeLessThanOrEqual(room.versions)
    expect(weights.length).toBeLessThanOrEqual(room.edges)
  }
})

test('gated scores and the way back agree with their formula and its differences', () => {
  const { kernels, put, putCodes } = desk(7)
  const width = 8
  const [query, key, times] = [
    [0, 1, 1, 2],
    [3, 0, 2, 2],
    [1, 2, 1, 3],
  ]
  const [queries, keys, q, values] = [put(3 * width), put(4 * width), put(width), put(4 * width)]
  const sums = put(3 * width)
  const scoresOf = (a: ArrayLike<number>, b: ArrayLike<number>, c: ArrayLike<number>) =>
    query.map((row, entry) => {
      let sum = 0
      for (let j = 0; j < width; j++) {
        sum += c[j] / (1 + Math.exp(-a[row * width + j] - b[key[entry] * width + j]))
      }
      return times[entry] * sum
    })
  const loss = (a: ArrayLike<number>, b: ArrayLike<number>, c: ArrayLike<number>) =>
    scoresOf(a, b, c).reduce((total, score, entry) => {
      let along = 0
      for (let j = 0; j < width; j++)
        along += sums.values[query[entry] * width + j] * values.values[key[entry] * width + j]
      return total + score * along
    }, 0)
  const out = put(4)
  const [queryAt, keyAt, timesAt] = [putCodes(query), putCodes(key), put(times).at]
  kernels.gatedScores(4, width, queryAt, keyAt, timesAt, queries.at, keys.at, q.at, out.at)
  expect(worst(out.values, scoresOf(queries.values, keys.values, q.values))).toBeLessThan(4e-6)
  const zeros = (count: number) => put(new Float32Array(count))
  const [queriesBack, keysBack, qBack] = [zeros(3 * width), zeros(4 * width), zeros(width)]
  kernels.gatedScoresBackward(
    ...([4, width, queryAt, keyAt, timesAt, queries.at, keys.at, q.at] as const),
    ...([values.at, sums.at, queriesBack.at, keysBack.at, qBack.at] as const),
  )
  const [a, b, c] = [queries.values, keys.values, q.values]
  expect(
    worst(
      queriesBack.values,
      differences(a, (x) => loss(x, b, c)),
    ),
  ).toBeLessThan(1e-5)
  expect(
    worst(
      keysBack.values,
      differences(b, (x) => loss(a, x, c)),
    ),
  ).toBeLessThan(1e-5)
  expect(
    worst(
      qBack.values,
      differences(c, (x) => loss(a, b, x)),
    ),
  ).toBeLessThan(1e-5)
})

test('weighted rows are a sparse matrix times a table', () => {
  const { kernels, put, putCodes } = desk(8)
  const [to, from] = [
    [1, 0, 1, 1],
    [0, 2, 2, 1],
  ]
  const [weights, table, out] = [put(4), put(3 * 8), put(2 * 8)]
  const expected = Float64Array.from(out.values)
  for (let entry = 0; entry < 4; entry++) {
    for (let j = 0; j < 8; j++)
      expected[to[entry] * 8 + j] += weights.values[entry] * table.values[from[entry] * 8 + j]
  }
  kernels.addWeightedRows(4, 8, putCodes(to), putCodes(from), weights.at, table.at, out.at)
  expect(worst(out.values, expected)).toBeLessThan(4e-6)
})
