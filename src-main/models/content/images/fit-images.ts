import { type Monitor, partOf } from '../../../contract/monitor.ts'
import { words } from '../../../contract/words.ts'
import { random, shuffle } from '../../../numeric/random.ts'
import { type ImageLearner, imagesOfStep } from './image-learner.ts'
import { pixelNumbers } from './image-network.ts'
import { principalImages } from './principal-images.ts'

/** Mean square error of red, green and blue, parts of one, over images that nothing has learnt from. */
export interface DrawingErrors {
  /** Of the mean image, for every image. */
  readonly mean: number
  /** Of as many principal components as a code has numbers. */
  readonly principal: number
  readonly network: number
}

export interface ImageFit {
  readonly errors: DrawingErrors
  /** Images by what they were for. */
  readonly trained: number
  readonly validated: number
  readonly tested: number
  /** Epochs that were trained, and after which the validation images were drawn best; 0 is before the first. */
  readonly epochs: number
  readonly bestEpoch: number
}

const rate = 1e-3

/** One image in ten is to stop by, one in ten to be tested on. */
const share = 0.1

/**
 * Fits the network to the first `count` images of its store: the principal components, then the convolutions, until the validation
 * images have not been drawn better for `patience` epochs. The best epoch's weights stay.
 */
export function fitImages(
  learner: ImageLearner,
  count: number,
  settings: { readonly epochs: number; readonly patience: number; readonly seed: number },
  monitor: Monitor,
): ImageFit {
  const order = shuffle(
    Int32Array.from({ length: count }, (_, at) => at),
    random(settings.seed, 'image-parts'),
  )
  const held = Math.max(1, Math.floor(share * count))
  const [test, validation] = [order.subarray(0, held), order.subarray(held, 2 * held)]
  const training = order.slice(2 * held)
  const spread = centre(learner, training)
  const perNumber = spread ** 2
  const principal = principalImages(learner, training, settings.seed, partOf(monitor, 0, 0.2))
  learner.begin(principal)
  const errors = {
    mean: perNumber * meanSquare(learner, test, spread),
    principal: perNumber * learner.measure(test),
  }
  let best = { epoch: 0, error: learner.measure(validation), weights: learner.weights() }
  const source = random(settings.seed, 'image-order')
  let epoch = 0
  while (epoch < settings.epochs && epoch - best.epoch < settings.patience) {
    epoch++
    shuffle(training, source)
    for (let from = 0; from < training.length; from += imagesOfStep) {
      const done = (epoch - 1 + from / training.length) / settings.epochs
      monitor.report(0.2 + 0.8 * done, words('phase_training_epoch', { epoch, epochs: settings.epochs }))
      learner.train(training.subarray(from, from + imagesOfStep), rate)
    }
    const error = learner.measure(validation)
    if (!Number.isFinite(error)) break
    if (error < best.error) best = { epoch, error, weights: learner.weights() }
  }
  learner.load(best.weights)
  return {
    errors: { ...errors, network: perNumber * learner.measure(test) },
    ...{ trained: training.length, validated: held, tested: held },
    ...{ epochs: epoch, bestEpoch: best.epoch },
  }
}

/** Takes the mean image of these as the zero; returns the root of the mean variance of a number. */
function centre(learner: ImageLearner, picks: Int32Array): number {
  const numbers = pixelNumbers(learner.network)
  const mean = new Float64Array(numbers)
  const squares = new Float64Array(numbers)
  for (const pick of picks) {
    for (let at = 0; at < numbers; at++) {
      const value = learner.store[pick * numbers + at] / 255
      mean[at] += value / picks.length
      squares[at] += (value * value) / picks.length
    }
  }
  let variance = 0
  for (let at = 0; at < numbers; at++) variance += (squares[at] - mean[at] ** 2) / numbers
  const spread = Math.sqrt(Math.max(variance, 1e-12))
  learner.centre(mean, spread)
  return spread
}

/** Of the images themselves, in units of the spread: what is left where every image is drawn as the mean. */
function meanSquare(learner: ImageLearner, picks: Int32Array, spread: number): number {
  const numbers = pixelNumbers(learner.network)
  const { mean } = learner
  let sum = 0
  for (const pick of picks) {
    for (let at = 0; at < numbers; at++) {
      sum += ((learner.store[pick * numbers + at] / 255 - mean[at]) / spread) ** 2
    }
  }
  return sum / (picks.length * numbers)
}
