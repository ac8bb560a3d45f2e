import type { Graph } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'

/** How data judge an independence; `untested` before they were asked. */
export type Judgement = 'contradicted' | 'holds' | 'untestable' | 'untested'

/** Something that an answer points at on the drawing. */
export type Pointed =
  | {
      readonly kind: 'path'
      readonly text: string
      readonly nodes: readonly string[]
      readonly edges: ReadonlySet<number>
    }
  /** The drawing as it would be with this set adjusted for. */
  | { readonly kind: 'set'; readonly names: readonly string[]; readonly analysis: Response<'graph.analyse'> }
  | {
      readonly kind: 'hedge'
      readonly nodes: readonly string[]
      readonly inner: readonly string[]
      readonly hidden: readonly string[]
    }
  | {
      readonly kind: 'absent'
      readonly x: string
      readonly y: string
      readonly given: readonly string[]
      readonly judgement: Judgement
      readonly words: string
    }
  /** A cycle, by the lines that are there and by the arrow that would close it. */
  | {
      readonly kind: 'cycle'
      readonly nodes: readonly string[]
      readonly edges: ReadonlySet<number>
      readonly from: string
      readonly to: string
    }

/** What the drawing highlights: a glimpse while something has the pointer or the focus, else what was chosen. */
class Pointing {
  chosen = $state.raw<Pointed | null>(null)
  glimpsed = $state.raw<Pointed | null>(null)

  get current(): Pointed | null {
    return this.glimpsed ?? this.chosen
  }

  isChosen(pointed: Pointed): boolean {
    return this.chosen !== null && same(this.chosen, pointed)
  }

  /** Chooses it, or lets go of it where it is chosen already. */
  toggle(pointed: Pointed): void {
    this.chosen = this.isChosen(pointed) ? null : pointed
    this.glimpsed = null
  }

  clear(): void {
    this.chosen = null
    this.glimpsed = null
  }
}

export const pointing = new Pointing()

/** @param cycle names in the order of the arrows, the first of which is not there */
export function pointedCycle({ edges }: Graph, cycle: readonly string[]): Pointed {
  const taken = new Set<number>()
  for (let step = 2; step < cycle.length; step += 1) {
    const [from, to] = [cycle[step - 1], cycle[step]]
    taken.add(edges.findIndex((edge) => edge.kind === 'directed' && edge.from === from && edge.to === to))
  }
  return { kind: 'cycle', nodes: cycle, edges: taken, from: cycle[0], to: cycle[1] }
}

function same(a: Pointed, b: Pointed): boolean {
  if (a.kind === 'path' && b.kind === 'path') return a.text === b.text
  if (a.kind === 'set' && b.kind === 'set') return a.names.join('\n') === b.names.join('\n')
  if (a.kind === 'absent' && b.kind === 'absent')
    return [a.x, a.y, ...a.given].join('\n') === [b.x, b.y, ...b.given].join('\n')
  return a.kind === b.kind
}
