import { glorot, type ParameterShape, zeros } from '../../architecture.ts'
import { type Convolution, convolutionParameters } from './convolution.ts'

/**
 * An autoencoder of square images. Its code is what the principal components say plus what convolutions add to it, its picture what the
 * components draw plus what convolutions draw over it; the last layer of either branch begins at zero, so that training starts from
 * the principal components and can only improve on them.
 */
export interface ImageNetwork {
  /** Side of an image, pixels, a multiple of 8. */
  readonly size: number
  /** Numbers of a code, a multiple of 8. */
  readonly width: number
}

/** Numbers of an image: red, green, blue a pixel. */
export function pixelNumbers({ size }: ImageNetwork): number {
  return 3 * size * size
}

/** Colours of a pixel as the kernels walk them: three, and five that stay zero. */
export const paddedColours = 8

/** From the pixels to an eighth of the side. */
export function encoderOf({ size }: ImageNetwork): readonly Convolution[] {
  return [
    { name: 'encoder.1', from: size, to: size / 2, inputs: paddedColours, outputs: 16 },
    { name: 'encoder.2', from: size / 2, to: size / 4, inputs: 16, outputs: 32 },
    { name: 'encoder.3', from: size / 4, to: size / 8, inputs: 32, outputs: 64 },
  ]
}

/** Back again. */
export function decoderOf({ size }: ImageNetwork): readonly Convolution[] {
  return [
    { name: 'decoder.1', from: size / 8, to: size / 4, inputs: 64, outputs: 32 },
    { name: 'decoder.2', from: size / 4, to: size / 2, inputs: 32, outputs: 16 },
    { name: 'decoder.3', from: size / 2, to: size, inputs: 16, outputs: paddedColours },
  ]
}

/** Numbers between the convolutions and the code. */
export function innermost({ size }: ImageNetwork): number {
  return 64 * (size / 8) ** 2
}

export function imageParameters(network: ImageNetwork): readonly ParameterShape[] {
  const { width } = network
  const inner = innermost(network)
  const shapes = [
    ...encoderOf(network).flatMap(convolutionParameters),
    ...[glorot('code.weight', inner, width), zeros('code.bias', width)],
    ...[glorot('spread.weight', width, inner), zeros('spread.bias', inner)],
    ...decoderOf(network).flatMap(convolutionParameters),
  ]
  const silent = ['code.weight', 'decoder.3.weight']
  return shapes.map((shape) => (silent.includes(shape.name) ? { ...shape, start: { kind: 'zeros' } } : shape))
}
