import fc from 'fast-check'
import type { Graph, GraphEdge } from '../../src-main/contract/graph.ts'

interface Shape {
  readonly least: number
  readonly most: number
  /** How many of the possible edges there are, out of ten. */
  readonly density: number
  readonly bidirected?: boolean
  readonly latent?: boolean
  readonly selected?: boolean
}

const nameOf = (v: number) => `v${v}`

/** A random dag whose nodes are listed in a random order, not a causal one. */
export function dags({ least, most, density, bidirected, latent, selected }: Shape): fc.Arbitrary<Graph> {
  return fc
    .record({
      size: fc.integer({ min: least, max: most }),
      bits: fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
      order: fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
    })
    .map(({ size, bits, order }) => {
      const draw = (share: number) => bits.next().value < share
      const place = Array.from({ length: size }, (_, v) => [order.next().value, v] as const)
      const causal = place.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, v]) => v)
      const edges: GraphEdge[] = []
      for (let i = 0; i < size; i++)
        for (let j = i + 1; j < size; j++) {
          const [from, to] = [nameOf(causal[i]), nameOf(causal[j])]
          if (draw(density)) edges.push({ from, to, kind: 'directed' })
          if (bidirected === true && draw(density / 2)) edges.push({ from, to, kind: 'bidirected' })
        }
      return {
        type: 'dag',
        nodes: Array.from({ length: size }, (_, v) => ({
          id: nameOf(v),
          ...(latent === true && draw(2) ? { latent: true } : {}),
          ...(selected === true && draw(1) ? { selected: true } : {}),
        })),
        edges,
      }
    })
}

/** Every subset of a list. */
export function subsetsOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, mask) =>
    items.filter((_, i) => ((mask >> i) & 1) === 1),
  )
}
