import type { Graph, GraphRoles } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import { request } from '../state/engine.ts'

/** Whether and how the effect can be had from what is observed. */
export interface Identification {
  readonly answer: Response<'graph.identify'>
  readonly backdoor: Response<'graph.adjustmentSets'> | null
  readonly frontdoor: Response<'graph.frontdoorSets'>['sets']
  readonly instruments: Response<'graph.instruments'>['instruments']
  readonly mediators: Response<'graph.mediators'>
}

const most = 20

/** Asks for all of it. Rejects with what the engine refuses, as GRAPH_TYPE_UNSUPPORTED. */
export async function identification(graph: Graph, roles: GraphRoles): Promise<Identification> {
  const { treatments, outcomes } = roles
  const question = { graph, treatments, outcomes }
  const answer = await request('graph.identify', question)
  const has = (strategy: (typeof answer.strategies)[number]) => answer.strategies.includes(strategy)
  const [backdoor, frontdoor, instruments, mediators] = await Promise.all([
    has('backdoor') ? request('graph.adjustmentSets', { ...question, limit: most }) : null,
    has('frontdoor') ? request('graph.frontdoorSets', { ...question, limit: most }) : { sets: [] },
    has('instrument') ? request('graph.instruments', question) : { instruments: [] },
    request('graph.mediators', question),
  ])
  return {
    answer,
    backdoor,
    frontdoor: frontdoor.sets,
    instruments: instruments.instruments,
    mediators,
  }
}
