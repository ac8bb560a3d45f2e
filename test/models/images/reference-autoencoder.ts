/** The autoencoder of images in double precision, by its definition: loops over pixels and taps. */
export interface ReferenceWeights {
  readonly of: (name: string) => Float64Array
}

type Square = { readonly side: number; readonly channels: number; readonly values: Float64Array }

function convolve(
  { of }: ReferenceWeights,
  name: string,
  input: Square,
  side: number,
  outputs: number,
): Square {
  const [weight, bias] = [of(`${name}.weight`), of(`${name}.bias`)]
  const values = new Float64Array(side * side * outputs)
  const halves = side < input.side
  const within = halves ? input.side : side
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let output = 0; output < outputs; output++) {
        let sum = bias[output]
        for (let dy = 0; dy < 3; dy++) {
          for (let dx = 0; dx < 3; dx++) {
            const [row, column] = halves ? [2 * y + dy - 1, 2 * x + dx - 1] : [y + dy - 1, x + dx - 1]
            if (row < 0 || column < 0 || row >= within || column >= within) continue
            const [from, across] = halves ? [row, column] : [Math.floor(row / 2), Math.floor(column / 2)]
            for (let channel = 0; channel < input.channels; channel++) {
              const pixel = input.values[(from * input.side + across) * input.channels + channel]
              sum += pixel * weight[((3 * dy + dx) * input.channels + channel) * outputs + output]
            }
          }
        }
        values[(y * side + x) * outputs + output] = sum
      }
    }
  }
  return { side, channels: outputs, values }
}

const rectified = (square: Square): Square => ({
  ...square,
  values: square.values.map((x) => Math.max(0, x)),
})

function dense({ of }: ReferenceWeights, name: string, input: Float64Array): Float64Array {
  const [weight, bias] = [of(`${name}.weight`), of(`${name}.bias`)]
  return bias.map((own, j) => input.reduce((sum, x, i) => sum + x * weight[i * bias.length + j], own))
}

/** What the image becomes: its code, and the picture that the code is drawn as. `coding` numbers × width, `drawing` width × numbers. */
export function referenceAutoencoder(
  weights: ReferenceWeights,
  image: Float64Array,
  size: number,
  coding: Float64Array,
  drawing: Float64Array,
) {
  const padded = new Float64Array(size * size * 8)
  for (const [at, x] of image.entries()) padded[8 * Math.floor(at / 3) + (at % 3)] = x
  let square: Square = { side: size, channels: 8, values: padded }
  square = rectified(convolve(weights, 'encoder.1', square, size / 2, 16))
  square = rectified(convolve(weights, 'encoder.2', square, size / 4, 32))
  square = rectified(convolve(weights, 'encoder.3', square, size / 8, 64))
  const added = dense(weights, 'code', square.values)
  const width = added.length
  const code = added.map((own, k) => image.reduce((sum, x, i) => sum + x * coding[i * width + k], own))
  const spread = dense(weights, 'spread', code).map((x) => Math.max(0, x))
  square = { side: size / 8, channels: 64, values: spread }
  square = rectified(convolve(weights, 'decoder.1', square, size / 4, 32))
  square = rectified(convolve(weights, 'decoder.2', square, size / 2, 16))
  square = convolve(weights, 'decoder.3', square, size, 8)
  const drawn = image.map((_, i) => {
    let sum = square.values[8 * Math.floor(i / 3) + (i % 3)]
    for (let k = 0; k < width; k++) sum += code[k] * drawing[k * image.length + i]
    return sum
  })
  return { code, drawn }
}
