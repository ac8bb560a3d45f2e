import { random } from '../../../src-main/numeric/random.ts'

/** Discs and squares of one of three colours anywhere on white: pictures that no few directions span. */
export function pictures(count: number, size: number, seed: number) {
  const source = random(seed, 'pictures')
  const colours = [
    [220, 40, 40],
    [40, 160, 60],
    [40, 60, 210],
  ]
  return Array.from({ length: count }, (_, index) => {
    const kind = index % 3
    const [x, y] = [size * (0.25 + 0.5 * source.uniform()), size * (0.25 + 0.5 * source.uniform())]
    const radius = size * (0.12 + 0.12 * source.uniform())
    const round = source.uniform() < 0.5
    const pixels = new Uint8Array(3 * size * size).fill(255)
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [dx, dy] = [column + 0.5 - x, row + 0.5 - y]
        const inside = round ? Math.hypot(dx, dy) < radius : Math.max(Math.abs(dx), Math.abs(dy)) < radius
        if (inside) pixels.set(colours[kind], 3 * (row * size + column))
      }
    }
    return { kind, pixels }
  })
}
