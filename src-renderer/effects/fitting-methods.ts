import type { EstimationMethod } from '../../src-main/contract/effects.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import type { AnalysisDraft } from './analysis-draft.svelte.ts'
import { estimationMethods } from './choices.ts'

type Description = Response<'effects.methods'>[number]

/** What a method needs that a question may not have; null where it can answer. */
export type Lack = 'target' | 'arms' | 'instruments' | 'mediators' | 'periods' | 'cutoff' | 'graph'

/** Methods that use what another door of the graph gives, and no set to adjust for. */
export const methodOfStrategy = { frontdoor: 'frontdoor', instrument: 'iv_2sls', id: 'id' } as const

/** Every method with what it lacks, those that can answer first. */
export function fittingMethods(
  described: readonly Description[],
  draft: AnalysisDraft,
  dose: boolean,
): readonly { readonly method: EstimationMethod; readonly lack: Lack | null }[] {
  const byMethod = new Map(described.map((each) => [each.method, each]))
  const all = estimationMethods.map((method) => ({ method, lack: lackOf(method, byMethod.get(method)) }))
  return [...all.filter(({ lack }) => lack === null), ...all.filter(({ lack }) => lack !== null)]

  function lackOf(method: EstimationMethod, known: Description | undefined): Lack | null {
    const { fine, target, strategy, adjustFor } = draft
    const byGraph = adjustFor === null
    if (known !== undefined && !known.targets.includes(target)) return 'target'
    if (dose && known !== undefined && !known.treatments.includes('dose')) return 'arms'
    if (method === 'iv_2sls' && !(fine.instruments?.length || (byGraph && strategy === 'instrument')))
      return 'instruments'
    if (
      (method === 'frontdoor' || method === 'mediation') &&
      !(fine.mediators?.length || (byGraph && strategy === 'frontdoor'))
    )
      return 'mediators'
    if (
      method === 'did' &&
      (fine.time === undefined || (fine.unit === undefined && fine.firstTreated !== undefined))
    )
      return 'periods'
    if (method === 'rdd' && (fine.running === undefined || fine.cutoff === undefined)) return 'cutoff'
    if (method === 'id' && !(byGraph && strategy !== 'instrument')) return 'graph'
    return null
  }
}

/** Methods to begin with: several of one assumption, from the plainest to one that is right if either model is. */
export function usualMethods(
  fitting: readonly { readonly method: EstimationMethod; readonly lack: Lack | null }[],
  draft: AnalysisDraft,
  dose: boolean,
): readonly EstimationMethod[] {
  const wanted = wantedMethods(draft, dose)
  return fitting
    .filter(({ method, lack }) => lack === null && wanted.includes(method))
    .map(({ method }) => method)
}

function wantedMethods({ strategy, adjustFor }: AnalysisDraft, dose: boolean): readonly EstimationMethod[] {
  if (strategy !== 'backdoor' && adjustFor === null) return [methodOfStrategy[strategy]]
  return dose
    ? ['regression', 'dml_plr', 'causal_forest']
    : ['difference_in_means', 'regression', 'ipw', 'aipw']
}
