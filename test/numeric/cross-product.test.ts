import { expect, it } from 'vitest'
import { crossProduct } from '../../src-main/numeric/matrix.ts'
import { random } from '../../src-main/numeric/random.ts'

it('X′WX is the sum of products, of odd and even rows and columns, with weights and without', () => {
  const source = random(3, 'cross product')
  for (const rows of [1, 2, 255, 256, 257, 700]) {
    for (const columns of [1, 2, 3, 5, 8]) {
      const values = Float64Array.from({ length: rows * columns }, () => source.normal())
      const weights = Float64Array.from({ length: rows }, () => source.uniform())
      for (const w of [undefined, weights]) {
        const found = crossProduct({ rows, columns, values }, w)
        for (let j = 0; j < columns; j++) {
          for (let k = 0; k < columns; k++) {
            let sum = 0
            for (let i = 0; i < rows; i++) sum += (w ? w[i] : 1) * values[j * rows + i] * values[k * rows + i]
            expect(found.values[j * columns + k]).toBeCloseTo(sum, 9)
          }
        }
      }
    }
  }
})
