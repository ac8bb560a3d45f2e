import type { Monitor } from '../../../contract/monitor.ts'
import type { Parallel } from '../../../numeric/parallel.ts'
import { kernelMemory, kernelModule } from '../../kernels/kernels.ts'
import { openCrew } from '../../training/crew.ts'
import { control } from '../../training/memory-layout.ts'
import { mapParameters, startParameters } from '../../training/parameters.ts'
import { tapsOf } from './convolution.ts'
import {
  type ImageLayout,
  type ImageSite,
  imageLanes,
  imagePhases,
  imageSettings,
  imagesOfShard,
  measureImageScratch,
} from './image-lane.ts'
import { decoderOf, encoderOf, type ImageNetwork, imageParameters, pixelNumbers } from './image-network.ts'
import type { Principal } from './principal-images.ts'

/** Parts of every step, fixed: sums then do not depend on the number of threads. */
const shards = 8

/** Images of a training step. */
export const imagesOfStep = shards * imagesOfShard.train

/** A network of images in memory, with the images that it looks at and its optimiser. The same seed gives the same bits. */
export interface ImageLearner {
  readonly network: ImageNetwork
  readonly parameters: number
  /** Bytes that it holds. */
  readonly bytes: number
  /** Bytes of the images, `pixelNumbers` each. */
  readonly store: Uint8Array
  /** Components that `turn` takes. */
  readonly span: number
  /** The mean image, parts of one. */
  readonly mean: Float32Array
  /** Sets the mean image, and what differences from it are measured in. */
  centre(mean: Float64Array, spread: number): void
  /** covariance·basis of images, both numbers × span by rows. */
  turn(picks: Int32Array, basis: Float64Array): Float64Array
  begin(principal: Principal): void
  /** One step of Adam; mean square error of a number before it, in units of the spread. */
  train(picks: Int32Array, rate: number): number
  /** The gradient of the mean square error by every parameter, without a step. */
  gradient(picks: Int32Array): Float64Array
  /** Mean square error of a number of these images, in units of the spread. */
  measure(picks: Int32Array): number
  /** width numbers an image. */
  encode(picks: Int32Array): Float32Array
  weights(): Float32Array
  load(weights: Float32Array): void
  close(): Promise<void>
}

/** Room for `images` images in memory. */
export function openImageLearner(
  network: ImageNetwork,
  images: number,
  seed: number,
  parallel: Parallel,
  monitor: Monitor,
): ImageLearner {
  const parameters = mapParameters(imageParameters(network))
  const span = network.width + 16
  const layout = layOut(network, images, span, parameters.floats, Math.min(parallel.workers, shards))
  const memory = kernelMemory(layout.bytes)
  const { buffer } = memory
  const site: ImageSite = { module: kernelModule(), memory, network, parameters, layout, shards, span }
  const numbers = pixelNumbers(network)
  const { width } = network
  const floats = (at: number, count: number) => new Float32Array(buffer, at, count)
  const weights = floats(layout.weights, parameters.floats)
  const mean = floats(layout.mean, numbers)
  startParameters(parameters, seed, weights)
  for (const convolution of [...encoderOf(network), ...decoderOf(network)]) {
    const taps = tapsOf(convolution)
    new Int32Array(buffer, layout.taps[convolution.name], taps.length).set(taps)
  }
  const settings = new Float64Array(buffer, layout.settings, imageSettings.count)
  const errors = new Float64Array(buffer, layout.errors, shards)
  const crew = openCrew(site, imageLanes, parallel, monitor)
  let step = 0

  const run = (phase: number, picks: Int32Array): number => {
    new Int32Array(buffer, layout.picks, picks.length).set(picks)
    settings[imageSettings.images] = picks.length
    crew.run(phase, shards)
    return errors.reduce((sum, error) => sum + error, 0)
  }
  const inSteps = (picks: Int32Array, images: number, work: (some: Int32Array, from: number) => void) => {
    for (let from = 0; from < picks.length; from += images) {
      monitor.check()
      work(picks.subarray(from, from + images), from)
    }
  }
  return {
    network,
    parameters: parameters.count,
    bytes: layout.bytes,
    store: new Uint8Array(buffer, layout.store, images * numbers),
    span,
    mean,
    centre(values, spread) {
      mean.set(values)
      settings[imageSettings.spread] = spread
    },
    turn(picks, basis) {
      floats(layout.basis, numbers * span).set(basis)
      floats(layout.turned, shards * numbers * span).fill(0)
      inSteps(picks, shards * imagesOfShard.turn, (some) => run(imagePhases.turn, some))
      const sum = new Float64Array(numbers * span)
      for (let shard = 0; shard < shards; shard++) {
        const own = floats(layout.turned + 4 * shard * numbers * span, numbers * span)
        for (let at = 0; at < sum.length; at++) sum[at] += own[at] / picks.length
      }
      return sum
    },
    begin({ directions, scale }) {
      const coding = floats(layout.components.coding, numbers * width)
      const drawing = floats(layout.components.drawing, width * numbers)
      const back = floats(layout.components.drawingBack, numbers * width)
      for (let k = 0; k < width; k++) {
        for (let j = 0; j < numbers; j++) {
          const part = directions[k * numbers + j]
          coding[j * width + k] = part / scale
          drawing[k * numbers + j] = part * scale
          back[j * width + k] = part * scale
        }
      }
    },
    train(picks, rate) {
      const sum = run(imagePhases.train, picks)
      step++
      const correction = Math.sqrt(1 - 0.999 ** step)
      settings[imageSettings.rate] = (rate * correction) / (1 - 0.9 ** step)
      settings[imageSettings.epsilon] = 1e-8 * correction
      crew.run(imagePhases.update, shards)
      return sum / (picks.length * numbers)
    },
    gradient(picks) {
      run(imagePhases.train, picks)
      const sum = new Float64Array(parameters.floats)
      for (let shard = 0; shard < shards; shard++) {
        const own = floats(layout.gradients + shard * layout.gradientStride, parameters.floats)
        for (let at = 0; at < sum.length; at++) sum[at] += own[at]
        own.fill(0)
      }
      return sum
    },
    measure(picks) {
      let sum = 0
      inSteps(picks, imagesOfStep, (some) => {
        sum += run(imagePhases.measure, some)
      })
      return sum / (picks.length * numbers)
    },
    encode(picks) {
      const codes = new Float32Array(picks.length * width)
      inSteps(picks, imagesOfStep, (some, from) => {
        run(imagePhases.encode, some)
        codes.set(floats(layout.codes, some.length * width), from * width)
      })
      return codes
    },
    weights: () => weights.slice(),
    load: (values) => weights.set(values),
    close: () => crew.close(),
  }
}

function layOut(
  network: ImageNetwork,
  images: number,
  span: number,
  parameterFloats: number,
  workers: number,
): ImageLayout {
  let at = 0
  const take = (bytes: number) => {
    const start = at
    at += Math.ceil(bytes / 64) * 64
    return start
  }
  const numbers = pixelNumbers(network)
  const { width } = network
  const matrix = () => take(4 * numbers * width)
  const workspaceBytes = Math.ceil(measureImageScratch(network, span) / 64) * 64
  const taps = [...encoderOf(network), ...decoderOf(network)].map(
    (convolution) => [convolution.name, take(4 * tapsOf(convolution).length)] as const,
  )
  return {
    control: take(control.bytes),
    settings: take(8 * imageSettings.count),
    errors: take(8 * shards),
    weights: take(4 * parameterFloats),
    first: take(4 * parameterFloats),
    second: take(4 * parameterFloats),
    gradients: take(4 * parameterFloats * shards),
    gradientStride: 4 * parameterFloats,
    mean: take(4 * numbers),
    components: { coding: matrix(), drawing: matrix(), drawingBack: matrix() },
    basis: take(4 * numbers * span),
    turned: take(4 * numbers * span * shards),
    taps: Object.fromEntries(taps),
    picks: take(4 * shards * imagesOfShard.turn),
    codes: take(4 * imagesOfStep * width),
    store: take(images * numbers),
    workspaces: take(workspaceBytes * workers),
    workspaceBytes,
    bytes: at,
  }
}
