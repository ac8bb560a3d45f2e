import { describe, expect, test } from 'vitest'
import { silent } from '../../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../../src-main/engine/threaded-parallel.ts'
import { fitImages } from '../../../src-main/models/content/images/fit-images.ts'
import { openImageLearner } from '../../../src-main/models/content/images/image-learner.ts'
import { imageParameters, pixelNumbers } from '../../../src-main/models/content/images/image-network.ts'
import { principalImages } from '../../../src-main/models/content/images/principal-images.ts'
import { diagonalise } from '../../../src-main/models/embedding/principal-directions.ts'
import { mapParameters } from '../../../src-main/models/training/parameters.ts'
import { type Parallel, serial } from '../../../src-main/numeric/parallel.ts'
import { random } from '../../../src-main/numeric/random.ts'
import { pictures } from './pictures.ts'
import { referenceAutoencoder } from './reference-autoencoder.ts'

const network = { size: 16, width: 8 }
const numbers = pixelNumbers(network)
const all = (count: number) => Int32Array.from({ length: count }, (_, at) => at)

function learnerOf(count: number, parallel: Parallel = serial, seed = 1) {
  const learner = openImageLearner(network, count, seed, parallel, silent)
  for (const [row, { pixels }] of pictures(count, network.size, 7).entries()) {
    learner.store.set(pixels, row * numbers)
  }
  return learner
}

test('principal components of images are orthonormal, and the variances along them the largest eigenvalues', async () => {
  const count = 40
  const learner = learnerOf(count)
  const mean = new Float64Array(numbers)
  const value = (row: number, at: number) => learner.store[row * numbers + at] / 255
  for (let row = 0; row < count; row++)
    for (let at = 0; at < numbers; at++) mean[at] += value(row, at) / count
  learner.centre(mean, 1)
  const { directions, scale } = principalImages(learner, all(count), 1, silent)
  // The products of images with images have the eigenvalues of the covariance (Turk and Pentland 1991).
  const products = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      for (let at = 0; at < numbers; at++) {
        products[a * count + b] += ((value(a, at) - mean[at]) * (value(b, at) - mean[at])) / count
      }
    }
  }
  diagonalise(products, count)
  const eigenvalues = Array.from(all(count), (a) => products[a * count + a]).sort((a, b) => b - a)
  let total = 0
  for (let k = 0; k < network.width; k++) {
    const own = directions.subarray(k * numbers, (k + 1) * numbers)
    expect(own.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 6)
    let variance = 0
    for (let row = 0; row < count; row++) {
      variance += own.reduce((sum, x, at) => sum + x * (value(row, at) - mean[at]), 0) ** 2 / count
    }
    expect(variance / eigenvalues[k]).toBeCloseTo(1, 3)
    total += variance
  }
  expect(scale).toBeCloseTo(Math.sqrt(total / network.width), 3)
  await learner.close()
})

test('codes, pictures and the gradient of every parameter are those of the definition in double precision', async () => {
  const count = 3
  const learner = learnerOf(count)
  const mean = Float64Array.from({ length: numbers }, (_, at) => 0.4 + (at % 5) / 20)
  const spread = 0.3
  learner.centre(mean, spread)
  const source = random(3, 'components')
  const directions = Float64Array.from({ length: network.width * numbers }, () => source.normal() / 28)
  learner.begin({ directions, scale: 1.5 })
  const parameters = mapParameters(imageParameters(network))
  const weights = Float32Array.from({ length: parameters.floats }, () => 0.08 * source.normal())
  learner.load(weights)

  const images = Array.from({ length: count }, (_, row) =>
    Float64Array.from(
      { length: numbers },
      (_, at) => (learner.store[row * numbers + at] / 255 - mean[at]) / spread,
    ),
  )
  const drawing = directions.map((x) => 1.5 * x)
  const coding = new Float64Array(directions.length)
  for (let k = 0; k < network.width; k++) {
    for (let i = 0; i < numbers; i++) coding[i * network.width + k] = directions[k * numbers + i] / 1.5
  }
  const own = Float64Array.from(weights)
  const shapes = new Map(parameters.shapes.map((shape) => [shape.name, shape.rows * shape.columns]))
  const of = (name: string) => {
    const from = parameters.offsets.get(name)!
    return own.subarray(from, from + shapes.get(name)!)
  }
  const run = () => images.map((image) => referenceAutoencoder({ of }, image, network.size, coding, drawing))
  const lossOf = () =>
    run().reduce(
      (sum, { drawn }, row) => sum + drawn.reduce((part, x, at) => part + (x - images[row][at]) ** 2, 0),
      0,
    ) /
    (count * numbers)

  const expected = run()
  const codes = learner.encode(all(count))
  for (const [row, { code }] of expected.entries()) {
    for (const [k, x] of code.entries()) expect(codes[row * network.width + k]).toBeCloseTo(x, 4)
  }
  const loss = lossOf()
  expect(learner.measure(all(count))).toBeCloseTo(loss, 5)

  const gradient = learner.gradient(all(count))
  const draw = random(5, 'which')
  for (const { name, rows, columns } of parameters.shapes) {
    const values = of(name)
    const from = parameters.offsets.get(name)!
    let [along, exact] = [0, 0]
    // Along one direction that moves every number of the parameter at once: none can be wrong unseen.
    const direction = Float64Array.from({ length: rows * columns }, () => draw.normal())
    const before = values.slice()
    const step = 1e-6
    for (const side of [1, -1]) {
      for (let i = 0; i < values.length; i++) values[i] = before[i] + side * step * direction[i]
      along += (side * lossOf()) / (2 * step)
    }
    values.set(before)
    for (let i = 0; i < values.length; i++) exact += gradient[from + i] * direction[i]
    expect(Math.abs(exact - along), name).toBeLessThan(2e-4 * Math.max(0.05, Math.abs(along)))
  }
  await learner.close()
})

describe('fitting', () => {
  const settings = { epochs: 8, patience: 8, seed: 4 }

  test('draws unseen images better than as many principal components, and these better than the mean', async () => {
    const learner = learnerOf(400)
    const { errors, bestEpoch, trained, tested } = fitImages(learner, 400, settings, silent)
    expect([trained, tested]).toEqual([320, 40])
    expect(bestEpoch).toBeGreaterThan(0)
    expect(errors.principal).toBeLessThan(0.8 * errors.mean)
    expect(errors.network).toBeLessThan(0.9 * errors.principal)
    await learner.close()
  })

  test('says of the components alone what they are worth: no epoch, no gain', async () => {
    const learner = learnerOf(60)
    const { errors, bestEpoch } = fitImages(learner, 60, { ...settings, epochs: 0 }, silent)
    expect(bestEpoch).toBe(0)
    expect(errors.network).toBe(errors.principal)
    await learner.close()
  })

  test('gives the same bits for the same seed on one thread and on two', async () => {
    const threads = threadedParallel(new URL('../../../src-main/worker.ts', import.meta.url), 2)
    const fitted = []
    for (const [parallel, seed] of [
      [serial, 1],
      [threads, 1],
      [serial, 2],
    ] as const) {
      const learner = learnerOf(100, parallel, seed)
      fitImages(learner, 100, { epochs: 2, patience: 2, seed }, silent)
      fitted.push(learner.encode(all(100)))
      await learner.close()
    }
    await threads.close()
    expect(fitted[1]).toEqual(fitted[0])
    expect(fitted[2]).not.toEqual(fitted[0])
  })
})
