import { type ParameterShape, zeros } from '../../architecture.ts'
import type { Pointer } from '../../kernels/kernels.ts'
import { addWeightGradient, productWithTransposed } from '../../layers/dense.ts'
import type { Taped, Workbench } from '../../layers/pass.ts'

/** A convolution of 3×3 pixels that halves the side (stride two) or doubles it (each pixel first repeated twice over). */
export interface Convolution {
  readonly name: string
  /** Sides of the square before and after, pixels. */
  readonly from: number
  readonly to: number
  /** Numbers of a pixel before and after, multiples of 8. */
  readonly inputs: number
  readonly outputs: number
}

const taps = 9

/** Weights by tap, row by row, then by input; drawn as by He et al. (2015) for rectified layers. */
export function convolutionParameters({ name, inputs, outputs }: Convolution): ParameterShape[] {
  const rows = taps * inputs
  const start = { kind: 'normal', deviation: Math.sqrt(2 / rows) } as const
  return [{ name: `${name}.weight`, rows, columns: outputs, start }, zeros(`${name}.bias`, outputs)]
}

/** Images whose taps are laid out at once: what is multiplied then stays in a second-level cache. */
export function imagesAtOnce({ to, inputs }: Convolution): number {
  return Math.max(1, Math.floor((64 * 1024) / (to * to * taps * inputs)))
}

/** Which pixel every tap of every pixel reads, for `imagesAtOnce` images; −1 outside of the image, which reads as zero. */
export function tapsOf(convolution: Convolution): Int32Array {
  const { from, to } = convolution
  const images = imagesAtOnce(convolution)
  const codes = new Int32Array(images * to * to * taps)
  let at = 0
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < to; x++) {
        for (let tap = 0; tap < taps; tap++) {
          const row = sourceOf(y, Math.floor(tap / 3) - 1, from, to)
          const column = sourceOf(x, (tap % 3) - 1, from, to)
          codes[at++] = row < 0 || column < 0 ? -1 : (image * from + row) * from + column
        }
      }
    }
  }
  return codes
}

function sourceOf(place: number, step: number, from: number, to: number): number {
  const halves = to < from
  const wanted = halves ? 2 * place + step : place + step
  if (wanted < 0 || wanted >= (halves ? from : to)) return -1
  return halves ? wanted : wanted >> 1
}

/**
 * Pixels after, by rows of `outputs`, image after image: the taps of each pixel laid side by side, times the weights. Without `back` the
 * way back ends here: the gradient of the input is not wanted.
 */
export function convolve(
  bench: Workbench & { readonly taps: (name: string) => Pointer },
  convolution: Convolution,
  input: Pointer,
  images: number,
  back = true,
): Taped {
  const { kernels, scratch } = bench
  const { name, from, to, inputs, outputs } = convolution
  const most = imagesAtOnce(convolution)
  const side = taps * inputs
  const weight = bench.weight(`${name}.weight`)
  const output = scratch.take(images * to * to * outputs)

  const eachGroup = (work: (group: { first: number; pixels: number; laid: Pointer }) => void) => {
    const mark = scratch.mark()
    const laid = scratch.take(most * to * to * side)
    for (let first = 0; first < images; first += most) {
      const pixels = Math.min(most, images - first) * to * to
      const own = input + 4 * first * from * from * inputs
      kernels.gatherRows(pixels * taps, inputs, bench.taps(name), own, 1, laid, false)
      work({ first, pixels, laid })
    }
    scratch.release(mark)
  }
  eachGroup(({ first, pixels, laid }) => {
    const own = output + 4 * first * to * to * outputs
    kernels.repeatRow(pixels, outputs, bench.weight(`${name}.bias`), own, 4 * outputs)
    kernels.matrixProduct(
      ...([pixels, outputs, side, laid, 4 * side, 4] as const),
      ...([weight, 4 * outputs, 32, own, 4 * outputs, true] as const),
    )
  })
  return {
    output,
    backward: (gradient) => {
      const inputGradient = back ? scratch.take(images * from * from * inputs) : 0
      if (back) kernels.fill(images * from * from * inputs, inputGradient)
      kernels.addRows(images * to * to, outputs, gradient, 4 * outputs, bench.gradient(`${name}.bias`))
      eachGroup(({ first, pixels, laid }) => {
        const own = gradient + 4 * first * to * to * outputs
        addWeightGradient(bench, `${name}.weight`, laid, side, own, outputs, 4 * outputs, pixels)
        if (!back) return
        productWithTransposed(bench, pixels, own, 4 * outputs, weight, side, outputs, laid, false)
        const target = inputGradient + 4 * first * from * from * inputs
        kernels.scatterRows(pixels * taps, inputs, bench.taps(name), laid, 1, target)
      })
      return inputGradient
    },
  }
}
