import type { RelatedPair } from './relation.svelte.ts'

export interface Place {
  readonly x: number
  readonly y: number
}

/** Types on a circle, the first on top, clockwise. */
export function onRing(types: readonly string[], radius: number): ReadonlyMap<string, Place> {
  return new Map(
    types.map((type, index) => {
      const angle = (2 * Math.PI * index) / types.length - Math.PI / 2
      return [type, { x: radius * 1.6 * Math.cos(angle), y: radius * Math.sin(angle) }]
    }),
  )
}

/** An arc from one place to another, bent to its left so that the way back is another arc; short of both names. */
export function arc(from: Place, to: Place): { readonly path: string; readonly middle: Place } {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.max(1, Math.hypot(dx, dy))
  const bend = 0.16 * length
  const middle = {
    x: (from.x + to.x) / 2 + (bend * dy) / length,
    y: (from.y + to.y) / 2 - (bend * dx) / length,
  }
  const start = towards(from, middle)
  const end = towards(to, middle)
  const label = { x: (start.x + 2 * middle.x + end.x) / 4, y: (start.y + 2 * middle.y + end.y) / 4 }
  return { path: `M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`, middle: label }
}

/** Where a line from a name's middle leaves its box. */
function towards(from: Place, to: Place): Place {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const out = Math.min(64 / Math.max(1e-9, Math.abs(dx)), 21 / Math.max(1e-9, Math.abs(dy)))
  return { x: from.x + dx * out, y: from.y + dy * out }
}

/** Pixels: as wide as the pair is strong beside the strongest. */
export function strokeOf(pair: RelatedPair, strongest: number): number {
  return 1.25 + 5 * Math.sqrt(Math.abs(pair.effect) / strongest)
}
