import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, curveBetween } from '../../src-main/graph/pictures/curve.ts'
import { nameLines } from '../../src-main/graph/pictures/name-lines.ts'
import { edgePoints } from '../../src-renderer/graph/edge-geometry.ts'
import { nameLines as nameLinesInWindow } from '../../src-renderer/graph/name-lines.ts'

// The window runs no code of the engine, so both have their own.
test('names break in exported pictures where they break in the window', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
      expect(nameLinesInWindow(name)).toEqual(nameLines(name))
    }),
  )
  const long = '过去三十天内的加购次数与优惠券使用情况 before_the_index_time'
  expect(nameLines(long)).toHaveLength(2)
  expect(nameLinesInWindow(long)).toEqual(nameLines(long))
})

/** The window writes tenths of a pixel. */
const rounding = 0.05 + 1e-9

test('lines run in exported pictures as they run in the window', () => {
  const size = fc.integer({ min: 20, max: 90 })
  const place = fc.integer({ min: 0, max: 600 })
  const box = fc.record({ x: place, y: place, halfWidth: size, halfHeight: size })
  fc.assert(
    fc.property(box, box, fc.constantFrom(0, 0.5, -0.5, 1, -1.7), (from, to, bend) => {
      fc.pre(Math.abs(from.x - to.x) + Math.abs(from.y - to.y) > 0)
      const inWindow = edgePoints(asInWindow(from), asInWindow(to), bend)
      const { start, end } = curveBetween(from, to, bend)
      for (const [own, theirs] of [
        [start, inWindow[0]],
        [end, inWindow.at(-1)!],
      ]) {
        expect(Math.abs(theirs.x - own.x)).toBeLessThanOrEqual(rounding)
        expect(Math.abs(theirs.y - own.y)).toBeLessThanOrEqual(rounding)
      }
    }),
  )
})

function asInWindow({ x, y, halfWidth, halfHeight }: Box) {
  return { x: x - halfWidth, y: y - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight }
}
