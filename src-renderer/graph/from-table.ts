import * as m from '../../messages/compiled/messages.js'
import type { GraphEdge } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import type { Edit } from './edits.ts'

type Table = Response<'behaviour.tables'>[number]

/**
 * The cautious start: every covariate may change treatment and outcome, the treatment may change the outcome. The table's
 * windows follow one another in time, which the graph takes over: covariates, treatment, outcome.
 */
export function graphFromTable(table: Table): Edit {
  const names = (role: string) =>
    table.columns.filter((column) => column.role === role).map((column) => column.name)
  const covariates = names('covariate')
  const [treatment] = names('treatment')
  const [outcome] = names('outcome')
  const arrow = (from: string, to: string): GraphEdge => ({ from, to, kind: 'directed' })
  return {
    graph: {
      type: 'dag',
      nodes: [
        ...covariates.map((id) => ({ id, tier: 0 })),
        { id: treatment, tier: 1 },
        { id: outcome, tier: 2 },
      ],
      edges: [
        arrow(treatment, outcome),
        ...covariates.flatMap((covariate) => [arrow(covariate, treatment), arrow(covariate, outcome)]),
      ],
    },
    roles: { treatments: [treatment], outcomes: [outcome], adjusted: covariates },
    edit: m.ui_edit_table({ name: table.name }),
  }
}
