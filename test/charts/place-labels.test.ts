import { describe, expect, test } from 'vitest'
import { placesOnContour } from '../../src-renderer/charts/contour-levels.ts'
import { aroundPoint, besidePoint, boxAround, placeLabels } from '../../src-renderer/charts/place-labels.ts'

const frame = { left: 0, top: 0, right: 400, bottom: 300 }

describe('labels of a drawing', () => {
  test('never stand on one another, on points or outside, and the first come first', () => {
    const points = Array.from({ length: 40 }, (_, k) => ({ x: (k * 97) % 400, y: (k * 61) % 300 }))
    const dots = points.map((point) => boxAround(point, 5))
    const labels = points.map((point, k) => ({
      text: `label ${k}`,
      places: besidePoint(`label ${k}`, point, 8),
    }))
    const placed = placeLabels(labels, dots, frame)
    expect(placed.length).toBeGreaterThan(15)
    expect(placed[0].text).toBe('label 1')
    const boxes = placed.map(({ text, x, y }) => {
      const half = text.length * 3.2
      return { left: x - half, right: x + half, top: y - 7.5, bottom: y + 7.5 }
    })
    for (const [k, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(0)
      expect(box.right).toBeLessThanOrEqual(400)
      for (const other of [...boxes.slice(0, k), ...dots]) {
        const apart =
          box.right <= other.left ||
          other.right <= box.left ||
          box.bottom <= other.top ||
          other.bottom <= box.top
        expect(apart).toBe(true)
      }
    }
    expect(placeLabels(labels, dots, frame)).toEqual(placed)
  })

  test('find a place around a point of the corner where none is beside it', () => {
    const point = { x: 3, y: 296 }
    const beside = [{ text: 'robustness value', places: besidePoint('robustness value', point, 10) }]
    const around = [{ text: 'robustness value', places: aroundPoint('robustness value', point, 10) }]
    expect(placeLabels(beside, [], frame)).toEqual([])
    expect(placeLabels(around, [], frame)).toHaveLength(1)
  })

  test('keep clear of one another where two contours lie closer than a line of text', () => {
    const place = (x: number) => ({ x: 60 + 10 * x, y: 280 - 10 * x })
    const places = [place(1), place(20)]
    const placed = placeLabels(
      [
        { text: '0.10', places },
        { text: '0.11', places },
        { text: '0.12', places },
      ],
      [],
      frame,
    )
    expect(placed.map(({ text, x }) => [text, x])).toEqual([
      ['0.10', 70],
      ['0.11', 260],
    ])
  })
})

describe('places on a contour', () => {
  const grid = Array.from({ length: 41 }, (_, row) =>
    Array.from({ length: 41 }, (_, column) => 10 - (row * column) / 40),
  )

  test('lie on the level, the diagonal first', () => {
    const places = placesOnContour(grid, 2)
    expect(places[0].column).toBeCloseTo(places[0].row, 9)
    for (const { column, row } of places) expect((row * column) / 40).toBeCloseTo(8, 1)
  })

  test('are none where the grid does not reach the level', () => {
    expect(placesOnContour(grid, -40)).toEqual([])
  })
})
