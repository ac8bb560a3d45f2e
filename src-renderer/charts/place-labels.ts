import { widthOf } from './label-margin.ts'

/** A rectangle of a drawing, in pixels from its upper left corner. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

interface Place {
  readonly x: number
  readonly y: number
}

/** A label with the places where its middle may stand, the best first. */
export interface Placeable {
  readonly text: string
  readonly places: readonly Place[]
}

/** Of letters of 12 pixels. */
const letterWidth = 6.4
const lineHeight = 15

/** How far a label keeps from what is beside it. */
const gap = 2

/**
 * The first place of each label at which it lies within the frame and on nothing that stands there: neither what is `taken` nor a label
 * before it. A label without such a place is left out. The same labels always find the same places.
 */
export function placeLabels<Label extends Placeable>(
  labels: readonly Label[],
  taken: readonly Box[],
  frame: Box,
): (Label & Place)[] {
  const standing = [...taken]
  return labels.flatMap((label) => {
    for (const place of label.places) {
      const box = boxOf(label.text, place)
      if (!within(box, frame) || standing.some((other) => overlap(box, other))) continue
      standing.push(box)
      return [{ ...label, ...place }]
    }
    return []
  })
}

/** Right of a point, then left of it, above and below. */
export function besidePoint(text: string, { x, y }: Place, clear: number): readonly Place[] {
  const aside = clear + (widthOf(text) * letterWidth) / 2
  return [
    { x: x + aside, y },
    { x: x - aside, y },
    { x, y: y - clear - lineHeight / 2 },
    { x, y: y + clear + lineHeight / 2 },
  ]
}

/** As beside a point, then towards its corners: for a label that no other point could claim. */
export function aroundPoint(text: string, point: Place, clear: number): readonly Place[] {
  const beside = besidePoint(text, point, clear)
  const corners = [-lineHeight, lineHeight].flatMap((by) =>
    beside.slice(0, 2).map(({ x, y }) => ({ x, y: y + by })),
  )
  return [...beside, ...corners]
}

export function boxAround({ x, y }: Place, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
}

function boxOf(text: string, { x, y }: Place): Box {
  const half = (widthOf(text) * letterWidth) / 2
  return { left: x - half, top: y - lineHeight / 2, right: x + half, bottom: y + lineHeight / 2 }
}

function within(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
  )
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom + gap && b.top < a.bottom + gap
}
