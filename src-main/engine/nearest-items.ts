import type { NearestItems } from '../contract/item-vectors.ts'

/** The `k` items most like each of those asked for that have a vector, by the cosine between vectors; ties in the items' order. A vector of zeros is like no other. */
export function nearestItems(
  items: readonly string[],
  width: number,
  vectors: ArrayLike<number>,
  of: readonly string[],
  k: number,
): NearestItems[] {
  if (of.length === 0) return []
  const places = new Map(items.map((item, row) => [item, row]))
  const lengths = Float64Array.from(items, (_, row) => Math.sqrt(product(vectors, row, row, width)))
  return of
    .filter((item) => places.has(item))
    .map((item) => {
      const own = places.get(item)!
      const likeness = Float64Array.from(items, (_, row) => {
        const scale = lengths[own] * lengths[row]
        return scale > 0 ? product(vectors, own, row, width) / scale : 0
      })
      const order = Int32Array.from(items.keys()).filter(
        (row) => row !== own && lengths[own] * lengths[row] > 0,
      )
      order.sort((a, b) => likeness[b] - likeness[a] || a - b)
      return {
        item,
        near: Array.from(order.subarray(0, k), (row) => ({ item: items[row], likeness: likeness[row] })),
      }
    })
}

function product(vectors: ArrayLike<number>, a: number, b: number, width: number): number {
  const [left, right] = [a * width, b * width]
  let sum = 0
  for (let j = 0; j < width; j++) sum += vectors[left + j] * vectors[right + j]
  return sum
}
