import type { Analysis } from './editor.svelte.ts'

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
  | { readonly kind: 'set'; readonly names: readonly string[]; readonly analysis: Analysis }
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

function same(a: Pointed, b: Pointed): boolean {
  if (a.kind === 'path' && b.kind === 'path') return a.text === b.text
  if (a.kind === 'set' && b.kind === 'set') return a.names.join('\n') === b.names.join('\n')
  if (a.kind === 'absent' && b.kind === 'absent')
    return [a.x, a.y, ...a.given].join('\n') === [b.x, b.y, ...b.given].join('\n')
  return a.kind === b.kind
}
