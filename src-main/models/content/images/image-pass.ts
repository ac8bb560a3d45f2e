import type { Pointer } from '../../kernels/kernels.ts'
import { dense } from '../../layers/dense.ts'
import type { Taped, Workbench } from '../../layers/pass.ts'
import { type Convolution, convolve } from './convolution.ts'
import {
  decoderOf,
  encoderOf,
  type ImageNetwork,
  innermost,
  paddedColours,
  pixelNumbers,
} from './image-network.ts'

/** Where some images, one a row of the bench, go through the network. */
export interface ImageBench extends Workbench {
  readonly network: ImageNetwork
  taps(name: string): Pointer
  /** A view of `count` floats. */
  floats(at: Pointer, count: number): Float32Array
  readonly components: Components
}

/** Principal components, by rows. */
export interface Components {
  /** numbers × width: what images are multiplied by to be coded. */
  readonly coding: Pointer
  /** width × numbers: what codes are multiplied by to be drawn, and the same transposed. */
  readonly drawing: Pointer
  readonly drawingBack: Pointer
}

/** Images less the mean image, in units of their spread: all numbers of an image in a row, and by pixel for the convolutions. */
export interface ImageInput {
  readonly plain: Pointer
  readonly padded: Pointer
}

/** Room for the bench's images, to be filled by `place`. */
export function takeInput(bench: ImageBench): ImageInput {
  const { size } = bench.network
  const plain = bench.scratch.take(bench.rows * pixelNumbers(bench.network))
  return { plain, padded: bench.scratch.take(bench.rows * size * size * paddedColours) }
}

/** Puts an image among the inputs: `pixels` as bytes, `mean` as parts of one. */
export function placeImage(
  bench: ImageBench,
  { plain, padded }: ImageInput,
  row: number,
  pixels: Uint8Array,
  mean: Float32Array,
  spread: number,
): void {
  const count = pixelNumbers(bench.network)
  const numbers = bench.floats(plain + 4 * row * count, count)
  const byPixel = (count / 3) * paddedColours
  const spaced = bench.floats(padded + 4 * row * byPixel, byPixel)
  spaced.fill(0)
  for (let at = 0, pixel = 0; at < count; pixel += paddedColours) {
    for (let colour = 0; colour < 3; colour++, at++) {
      numbers[at] = (pixels[at] / 255 - mean[at]) / spread
      spaced[pixel + colour] = numbers[at]
    }
  }
}

/** rows × width codes: components plus what the convolutions add. */
export function encodeImages(bench: ImageBench, input: ImageInput): Taped {
  const { kernels, scratch, network, rows } = bench
  const { width } = network
  const numbers = pixelNumbers(network)
  const layers = stack(bench, encoderOf(network), input.padded, false)
  const added = dense(bench, 'code', layers.output, innermost(network), width)
  const output = scratch.take(rows * width)
  kernels.copy(rows * width, added.output, output)
  kernels.matrixProduct(
    ...([rows, width, numbers, input.plain, 4 * numbers, 4] as const),
    ...([bench.components.coding, 4 * width, 32, output, 4 * width, true] as const),
  )
  return { output, backward: (gradient) => layers.backward(added.backward(gradient)) }
}

/** The pictures that codes stand for, as `plain` images. */
export function drawImages(bench: ImageBench, codes: Pointer): Taped {
  const { kernels, scratch, network, rows } = bench
  const { width, size } = network
  const numbers = pixelNumbers(network)
  const spread = dense(bench, 'spread', codes, width, innermost(network))
  kernels.rectify(rows * innermost(network), spread.output)
  const layers = stack(bench, decoderOf(network), spread.output, true)
  const output = scratch.take(rows * numbers)
  kernels.matrixProduct(
    ...([rows, numbers, width, codes, 4 * width, 4] as const),
    ...([bench.components.drawing, 4 * numbers, 32, output, 4 * numbers, false] as const),
  )
  addColours(bench, layers.output, output)
  return {
    output,
    backward: (gradient) => {
      const byPixel = scratch.take(rows * size * size * paddedColours)
      spaceColours(bench, gradient, byPixel)
      const inner = layers.backward(byPixel)
      kernels.rectifyBackward(rows * innermost(network), spread.output, inner)
      const back = spread.backward(inner)
      kernels.matrixProduct(
        ...([rows, width, numbers, gradient, 4 * numbers, 4] as const),
        ...([bench.components.drawingBack, 4 * width, 32, back, 4 * width, true] as const),
      )
      return back
    },
  }
}

/** Convolutions one after the other, rectified, the last of a decoder as it is. */
function stack(
  bench: ImageBench,
  convolutions: readonly Convolution[],
  input: Pointer,
  decoder: boolean,
): Taped {
  const { kernels, rows } = bench
  let output = input
  const layers = convolutions.map((convolution, index) => {
    const taped = convolve(bench, convolution, output, rows, decoder || index > 0)
    const count = rows * convolution.to ** 2 * convolution.outputs
    const rectified = !decoder || index < convolutions.length - 1
    if (rectified) kernels.rectify(count, taped.output)
    output = taped.output
    return { taped, count, rectified }
  })
  return {
    output,
    backward: (gradient) => {
      for (const { taped, count, rectified } of layers.toReversed()) {
        if (rectified) kernels.rectifyBackward(count, taped.output, gradient)
        gradient = taped.backward(gradient)
      }
      return gradient
    },
  }
}

function addColours({ floats, network, rows }: ImageBench, padded: Pointer, plain: Pointer): void {
  const pixels = rows * network.size ** 2
  const [from, to] = [floats(padded, pixels * paddedColours), floats(plain, pixels * 3)]
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      to[3 * pixel + colour] += from[paddedColours * pixel + colour]
    }
  }
}

function spaceColours({ floats, network, rows }: ImageBench, plain: Pointer, padded: Pointer): void {
  const pixels = rows * network.size ** 2
  const [from, to] = [floats(plain, pixels * 3), floats(padded, pixels * paddedColours)]
  to.fill(0)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      to[paddedColours * pixel + colour] = from[3 * pixel + colour]
    }
  }
}
