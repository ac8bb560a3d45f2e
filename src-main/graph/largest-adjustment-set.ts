import type { Monitor } from '../contract/monitor.ts'
import { usableNodes } from './adjustment.ts'
import { descendants } from './ancestry.ts'
import { arrow, indicesOf } from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import { openPath } from './separation.ts'
import type { Path } from './write-path.ts'

/** After so many sets the search settles for what it has. */
const mostSets = 5000

/**
 * The largest valid set without consequences of the treatment (for a direct effect: of the outcome), or null where
 * none is valid. Starting from everything usable, an open path can only be closed by giving up all that opens one of
 * its colliders: the search branches over those, largest sets first.
 */
export function largestAdjustmentSet(question: CausalQuestion, monitor?: Monitor): number[] | null {
  const { graph, x, y, effect, backdoor } = question
  const usable = usableNodes(question, { include: [], exclude: [] })
  const after = descendants(graph, effect === 'total' ? x : y)
  const all = indicesOf(usable).filter((v) => after[v] === 0)
  if (question.notAmenable !== null) return null
  const open: number[][] = [all]
  const seen = new Set([all.join()])
  while (open.length > 0 && seen.size < mostSets) {
    monitor?.check()
    open.sort((a, b) => a.length - b.length)
    const set = open.pop()!
    const path = openPath(backdoor, x, y, set)
    if (path === null) return set
    for (const collider of collidersOf(question, path)) {
      const below = descendants(backdoor, [collider])
      const smaller = set.filter((v) => below[v] === 0)
      if (smaller.length === set.length || seen.has(smaller.join())) continue
      seen.add(smaller.join())
      open.push(smaller)
    }
  }
  return null
}

function collidersOf({ backdoor }: CausalQuestion, { nodes, edges }: Path): number[] {
  const into = (e: number, v: number) => {
    const { a, markA, markB } = backdoor.edges[e]
    return (a === v ? markA : markB) === arrow
  }
  return nodes.filter((v, i) => i > 0 && i < nodes.length - 1 && into(edges[i - 1], v) && into(edges[i], v))
}
