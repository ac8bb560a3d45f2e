import * as m from '../../messages/compiled/messages.js'
import type { Graph } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import { report } from '../state/failures.svelte.ts'
import { runJob } from '../state/jobs.svelte.ts'
import type { Judgement } from './pointing.svelte.ts'

export type Implication = Response<'graph.implications'>['implications'][number]

/** The last test of the graph's claims, kept while the analyst is elsewhere. */
class ImplicationTests {
  answer = $state.raw<Response<'graph.implications'> | null>(null)
  table = $state<string | null>(null)
  running = $state(false)
  #says = $state('')

  /** Whether what was tested is what the graph says now. */
  isFor(graph: Graph): boolean {
    return this.answer !== null && this.#says === saysOf(graph)
  }

  async run(graph: Graph, table: string, alpha: number): Promise<void> {
    this.running = true
    try {
      const answer = await runJob(
        'graph.implications',
        { graph, table: { table }, alpha, kind: 'basis' },
        () => m.ui_graph_job_test({ table }),
      )
      this.answer = answer
      this.table = table
      this.#says = saysOf(graph)
    } catch (error) {
      report(error)
    } finally {
      this.running = false
    }
  }
}

export const implicationTests = new ImplicationTests()

export function judgementOf(implication: Implication): Judgement {
  if (implication.test) return implication.test.holds ? 'holds' : 'contradicted'
  return implication.untestable === undefined ? 'untested' : 'untestable'
}

/** What a graph claims, wherever its nodes are drawn. */
function saysOf(graph: Graph): string {
  return JSON.stringify([
    graph.type,
    graph.nodes.map(({ id, latent, selected }) => [id, latent === true, selected === true]),
    graph.edges.map(({ from, to, kind }) => [from, to, kind]),
  ])
}
