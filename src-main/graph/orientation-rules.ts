import { joined, type MarkMatrix, neighbourLists, orient, plain, points } from './mark-matrix.ts'

/**
 * Orients, in place, every undirected edge that all DAGs of the class orient alike (Meek 1995, rules 1 to 4; the
 * fourth matters where some orientations come from knowledge). Each edge newly directed wakes its neighbourhood.
 */
export function applyOrientationRules(m: MarkMatrix): void {
  const neighbours = neighbourLists(m)
  const waiting: [number, number][] = []
  for (let u = 0; u < m.size; u++) for (const v of neighbours[u]) if (plain(m, u, v)) waiting.push([u, v])
  while (waiting.length > 0) {
    const [u, v] = waiting.pop()!
    if (!plain(m, u, v) || !mustPoint(m, neighbours, u, v)) continue
    orient(m, u, v)
    for (const end of [u, v])
      for (const w of neighbours[end]) {
        for (const z of neighbours[w]) if (plain(m, w, z)) waiting.push([w, z], [z, w])
      }
  }
}

function mustPoint(m: MarkMatrix, neighbours: readonly number[][], u: number, v: number): boolean {
  const awayFromStranger = neighbours[u].some((w) => w !== v && points(m, w, u) && !joined(m, w, v))
  if (awayFromStranger) return true
  const withoutCycle = neighbours[u].some((w) => points(m, u, w) && points(m, w, v))
  if (withoutCycle) return true
  const between = neighbours[u].filter((w) => plain(m, u, w))
  const intoV = between.filter((w) => points(m, w, v))
  if (intoV.some((w, i) => intoV.slice(i + 1).some((z) => !joined(m, w, z)))) return true
  return between.some((w) =>
    neighbours[u].some((z) => z !== v && z !== w && points(m, w, z) && points(m, z, v) && !joined(m, w, v)),
  )
}
