import * as m from '../../messages/compiled/messages.js'
import type { GraphEdge } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import type { Edit } from './edits.ts'

type Table = Response<'behaviour.tables'>[number]

/** The cautious start: every covariate may change treatment and outcome, the treatment may change the outcome. */
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
      nodes: [...covariates, treatment, outcome].map((id) => ({ id })),
      edges: [
        arrow(treatment, outcome),
        ...covariates.flatMap((covariate) => [arrow(covariate, treatment), arrow(covariate, outcome)]),
      ],
    },
    roles: { treatments: [treatment], outcomes: [outcome], adjusted: covariates },
    edit: m.ui_edit_table({ name: table.name }),
  }
}
