import type { Analysis } from '../contract/analyses.ts'
import type { EffectEstimate } from '../contract/effects.ts'
import type { MessageKey } from '../contract/words.ts'
import { made } from './blocks.ts'
import type { Markup } from './html.ts'
import { type Language, named } from './language.ts'
import { methodNames } from './names.ts'

/** The estimate that the report rests on: the last method that answered, which is also the one that was refuted. */
export function mainEstimate(analysis: Analysis): EffectEstimate | null {
  return analysis.estimates.at(-1) ?? null
}

/** How an estimate was made: its method, errors, settings, seed and data. */
export function estimateMade(estimate: EffectEstimate, analysis: Analysis, language: Language): Markup {
  const { options } = estimate.provenance
  const settings: (readonly [MessageKey, string])[] = [
    ['report_made_method', named(language, methodNames, estimate.method)],
    ['report_made_errors', estimate.standardErrors],
    ['report_made_seed', String(estimate.provenance.seed)],
    ['report_made_table', analysis.request.table],
  ]
  if (options.folds !== undefined) settings.push(['report_made_folds', String(options.folds)])
  if (options.clip !== undefined) settings.push(['report_made_clip', language.number(options.clip)])
  settings.push(['report_made_version', estimate.provenance.version])
  return made(language, settings, estimate.provenance.dataHash)
}
