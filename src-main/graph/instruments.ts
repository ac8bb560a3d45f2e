import { fail } from '../contract/errors.ts'
import { descendants } from './ancestry.ts'
import type { CausalQuestion } from './causal-question.ts'
import { separated } from './separation.ts'
import { separationNetwork } from './separation-network.ts'
import { nearestSeparator } from './separators.ts'

export interface Instrument {
  readonly instrument: number
  /** What must be conditioned on. */
  readonly given: readonly number[]
}

/**
 * Every observed node that is an ancestral instrument for the effect, with the conditioning set nearest to the
 * outcome. Where any node is an instrument given any set, some node is an ancestral one (van der Zander, Textor and
 * Liśkiewicz 2015, "Efficiently finding conditional instruments for causal inference"). Throws
 * GRAPH_ONE_TREATMENT_ONLY.
 */
export function instruments(question: CausalQuestion): Instrument[] {
  const found: Instrument[] = []
  for (let z = 0; z < question.graph.size; z++) {
    const given = conditioningSet(question, z)
    if (given !== null) found.push({ instrument: z, given })
  }
  return found.sort((a, b) => a.given.length - b.given.length || a.instrument - b.instrument)
}

/** What makes `z` an instrument, nearest to the outcome; null where nothing does. */
export function conditioningSet(question: CausalQuestion, z: number): number[] | null {
  const { graph, x, y, backdoor, forbidden, selected } = question
  if (x.length !== 1 || y.length !== 1) throw fail('GRAPH_ONE_TREATMENT_ONLY')
  if (z === x[0] || z === y[0] || graph.latent[z] === 1 || graph.selected[z] === 1) return null
  const afterOutcome = descendants(graph, y)
  if (forbidden[z] === 1 || afterOutcome[z] === 1) return null
  const usable = new Uint8Array(graph.size)
  for (let v = 0; v < graph.size; v++)
    usable[v] = graph.latent[v] === 0 && forbidden[v] === 0 && afterOutcome[v] === 0 && v !== x[0] ? 1 : 0
  const network = separationNetwork(backdoor, y, [z], selected, usable)
  const given = nearestSeparator(network)
  if (given === null || !separated(backdoor, [z], y, given)) return null
  return separated(backdoor, [z], x, given) ? null : given
}
