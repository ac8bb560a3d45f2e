/**
 * Vectors of images: drawing 32 × 32 images by the autoencoder on its kernels against plain loops in double precision, one thread each,
 * training images a second, and what the vectors are worth against the mean image and principal components, in one run.
 */
import { silent } from '../../src-main/contract/monitor.ts'
import { fitImages } from '../../src-main/models/content/images/fit-images.ts'
import { openImageLearner } from '../../src-main/models/content/images/image-learner.ts'
import { imageParameters, pixelNumbers } from '../../src-main/models/content/images/image-network.ts'
import { mapParameters } from '../../src-main/models/training/parameters.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { pictures } from '../models/images/pictures.ts'
import { referenceAutoencoder } from '../models/images/reference-autoencoder.ts'

const network = { size: 32, width: 32 }
const count = 1200
const epochs = 8
const numbers = pixelNumbers(network)
const learner = openImageLearner(network, count, 1, serial, silent)
for (const [row, { pixels }] of pictures(count, network.size, 7).entries()) {
  learner.store.set(pixels, row * numbers)
}

const secondsOf = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const { errors, bestEpoch } = fitImages(learner, count, { epochs, patience: epochs, seed: 1 }, silent)
console.log(
  `models-images: mean square error on unseen images: mean image ${errors.mean.toFixed(4)}, ${network.width} principal ` +
    `components ${errors.principal.toFixed(4)}, these vectors ${errors.network.toFixed(4)} (epoch ${bestEpoch} of ${epochs})`,
)

const all = Int32Array.from({ length: count }, (_, at) => at)
learner.measure(all)
const ours = secondsOf(() => learner.measure(all)) / count
const training = secondsOf(() => {
  for (let from = 0; from + 64 <= count; from += 64) learner.train(all.subarray(from, from + 64), 1e-4)
})
const trained = 64 * Math.floor(count / 64)

const parameters = mapParameters(imageParameters(network))
const weights = Float64Array.from(learner.weights())
const lengths = new Map(parameters.shapes.map(({ name, rows, columns }) => [name, rows * columns]))
const of = (name: string) => {
  const from = parameters.offsets.get(name)!
  return weights.subarray(from, from + lengths.get(name)!)
}
const matrix = new Float64Array(numbers * network.width).fill(0.01)
const image = (row: number) =>
  Float64Array.from(learner.store.subarray(row * numbers, (row + 1) * numbers), (x) => x / 255)
const some = 20
for (let row = 0; row < 5; row++) referenceAutoencoder({ of }, image(row), network.size, matrix, matrix)
const plain =
  secondsOf(() => {
    for (let row = 0; row < some; row++)
      referenceAutoencoder({ of }, image(row), network.size, matrix, matrix)
  }) / some
console.log(
  `models-images: an image coded and drawn in ${(1e3 * ours).toFixed(2)} ms, by plain loops in ${(1e3 * plain).toFixed(1)} ms: ` +
    `${(plain / ours).toFixed(0)} times as fast; training ${(trained / training).toFixed(0)} images a second and processor`,
)
await learner.close()
