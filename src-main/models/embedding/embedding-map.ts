import type { EmbeddingMap, Neighbours, OfVectors } from '../../contract/kept-models.ts'
import { along, principalDirections } from './principal-directions.ts'

/** Things with a vector each, one after the other. */
export interface NamedVectors {
  readonly names: readonly string[]
  readonly width: number
  readonly vectors: Float32Array
}

/** The plane along which all differ most, with the `points` of them that have most events. */
export function embeddingMap(
  { names, width, vectors }: NamedVectors,
  events: ArrayLike<number>,
  points: number,
): Omit<EmbeddingMap, keyof OfVectors> {
  const plane = principalDirections(vectors, names.length, width, 2)
  const shown = [...names.keys()].sort((a, b) => events[b] - events[a] || a - b).slice(0, points)
  return {
    points: shown.map((at) => ({
      name: names[at],
      x: along(plane, 0, vectors, at * width),
      y: along(plane, 1, vectors, at * width),
      events: events[at],
    })),
    total: names.length,
    explained: [plane.explained[0], plane.explained[1]],
  }
}

/** The k whose vectors point most nearly the same way as that at place `of`, by the cosine of the angle. */
export function nearestTo(
  { names, width, vectors }: NamedVectors,
  of: number,
  k: number,
): Omit<Neighbours, keyof OfVectors> {
  const lengths = Float64Array.from(names, (_, at) => Math.sqrt(product(vectors, width, at, at)))
  const similarity = Float64Array.from(names, (_, at) => {
    const both = lengths[of] * lengths[at]
    return both === 0 ? 0 : product(vectors, width, of, at) / both
  })
  const nearest = [...names.keys()]
    .filter((at) => at !== of)
    .sort((a, b) => similarity[b] - similarity[a] || a - b)
    .slice(0, k)
    .map((at) => ({ name: names[at], similarity: similarity[at] }))
  return { name: names[of], nearest }
}

function product(vectors: Float32Array, width: number, a: number, b: number): number {
  let sum = 0
  for (let j = 0; j < width; j++) sum += vectors[a * width + j] * vectors[b * width + j]
  return sum
}
