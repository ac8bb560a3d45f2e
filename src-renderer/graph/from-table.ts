import * as m from '../../messages/compiled/messages.js'
import type { GraphEdge } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import type { Edit } from './edits.ts'

type Table = Response<'behaviour.tables'>[number]

/**
 * The cautious start: every covariate may change treatments and outcomes, each treatment may change each outcome. The table's windows follow
 * one another in time, which the graph takes over: covariates, treatment, outcome; of an imported table its maker knows that they do.
 */
export function graphFromTable(table: Table): Edit {
  const names = (role: string) =>
    table.columns.filter((column) => column.role === role).map((column) => column.name)
  const covariates = names('covariate')
  const treatments = names('treatment')
  const outcomes = names('outcome')
  const arrows = (from: readonly string[], to: readonly string[]): GraphEdge[] =>
    from.flatMap((cause) => to.map((effect) => ({ from: cause, to: effect, kind: 'directed' })))
  const inTier = (tier: number, ids: readonly string[]) => ids.map((id) => ({ id, tier }))
  return {
    graph: {
      type: 'dag',
      nodes: [...inTier(0, covariates), ...inTier(1, treatments), ...inTier(2, outcomes)],
      edges: [
        ...arrows(treatments, outcomes),
        ...covariates.flatMap((covariate) => arrows([covariate], [...treatments, ...outcomes])),
      ],
    },
    roles: { treatments: treatments.slice(0, 1), outcomes: outcomes.slice(0, 1), adjusted: covariates },
    edit: m.ui_edit_table({ name: table.name }),
  }
}
