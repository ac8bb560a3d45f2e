import type { AnalysisTableDefinition } from '../../contract/behaviour.ts'
import type { Graph } from '../../contract/graph.ts'
import type { GraphRoles } from '../../contract/graph-versions.ts'

/**
 * The graph that an analysis table alone suggests: every covariate was measured before the treatment and may cause both
 * it and the outcome. The times of their windows are its tiers. It assumes that nothing else does; the analyst is asked to correct it.
 */
export function assumedGraph(definition: AnalysisTableDefinition): Graph {
  const treatment = definition.treatment.name
  const outcome = definition.outcome.name
  const covariates = definition.covariates.map((covariate) => covariate.name)
  return {
    type: 'dag',
    nodes: [
      ...covariates.map((id) => ({ id, tier: 0 })),
      { id: treatment, tier: 1 },
      { id: outcome, tier: 2 },
    ],
    edges: [
      ...covariates.flatMap((covariate) => [
        { from: covariate, to: treatment, kind: 'directed' as const },
        { from: covariate, to: outcome, kind: 'directed' as const },
      ]),
      { from: treatment, to: outcome, kind: 'directed' as const },
    ],
  }
}

export function rolesOf(definition: AnalysisTableDefinition): GraphRoles {
  return { treatments: [definition.treatment.name], outcomes: [definition.outcome.name], adjusted: [] }
}
