import type { Monitor } from '../contract/monitor.ts'
import { bySizeThenOrder, canonicalSet, usableNodes, type Wishes } from './adjustment.ts'
import { indicesOf } from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import type { Separators } from './separators.ts'

/**
 * Every valid set that holds `include` and nothing of `exclude`, not only minimal ones, at most `limit`, smallest
 * first. Each branch is entered only where the canonical set proves that it holds an answer, so the delay between two
 * answers is polynomial (van der Zander, Liśkiewicz and Textor 2019, ListSep).
 */
export function allAdjustmentSets(
  question: CausalQuestion,
  wishes: Wishes,
  limit: number,
  monitor?: Monitor,
): Separators {
  const sets: number[][] = []
  const open: Wishes[] = canonicalSet(question, wishes) === null ? [] : [wishes]
  while (open.length > 0) {
    monitor?.check()
    const branch = open.pop()!
    const usable = usableNodes(question, branch)
    const pivot = indicesOf(usable).find((v) => !branch.include.includes(v))
    if (pivot === undefined) {
      if (sets.length === limit) return { sets: sets.sort(bySizeThenOrder), complete: false }
      sets.push([...branch.include].sort((a, b) => a - b))
      continue
    }
    const withPivot = { include: [...branch.include, pivot], exclude: branch.exclude }
    const without = { include: branch.include, exclude: [...branch.exclude, pivot] }
    for (const next of [withPivot, without]) if (canonicalSet(question, next) !== null) open.push(next)
  }
  return { sets: sets.sort(bySizeThenOrder), complete: true }
}
