import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'

/** The definition that the builder starts from; null asks the engine for one that fits the log. */
class Revising {
  definition = $state.raw<AnalysisTableDefinition | null>(null)
}

export const revising = new Revising()
