import type { Graph } from '../../src-main/contract/graph.ts'
import { request } from '../state/engine.ts'
import type { PathAnswer } from './edge-states.ts'
import type { Analysis, GraphEditor } from './editor.svelte.ts'

const known = new WeakMap<Graph, Map<string, Promise<Analysis>>>()

/** What the drawing would answer if this set were adjusted for; asked once for each graph and question. */
export function analysisWith(
  { graph, roles, effect }: Pick<GraphEditor, 'graph' | 'roles' | 'effect'>,
  set: readonly string[],
): Promise<Analysis> {
  const answers = known.get(graph) ?? new Map<string, Promise<Analysis>>()
  known.set(graph, answers)
  const key = JSON.stringify([roles.treatments, roles.outcomes, effect, set])
  const answer = answers.get(key) ?? request('graph.analyse', { graph, ...roles, effect, adjusted: [...set] })
  answers.set(key, answer)
  return answer
}

/** What adjusting for a set does to the paths that carry no effect. */
export interface SetEffect {
  readonly closes: readonly PathAnswer[]
  /** Open though the set is adjusted for. */
  readonly leaves: readonly PathAnswer[]
  /** Closed before, and opened by the set: it holds a collider or what follows from one. */
  readonly opens: readonly PathAnswer[]
  /** Causal paths that it closes, and so takes out of the effect. */
  readonly blocks: readonly PathAnswer[]
}

export function setEffect(without: Analysis, within: Analysis): SetEffect {
  const before = new Map(without.question?.paths.paths.map((path) => [path.text, path.open]))
  const after = within.question?.paths.paths ?? []
  const biasing = after.filter((path) => !path.causal)
  return {
    closes: biasing.filter((path) => !path.open && before.get(path.text) === true),
    leaves: biasing.filter((path) => path.open && before.get(path.text) === true),
    opens: biasing.filter((path) => path.open && before.get(path.text) === false),
    blocks: after.filter((path) => path.causal && !path.open && before.get(path.text) === true),
  }
}
