import type { IntentSource } from '../behaviour/measure-intents.ts'
import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import { mixturesAsOf } from '../models/intents/mixtures-as-of.ts'
import { readMixture } from '../models/intents/saved-mixture.ts'
import { readIntents, readMixtureBytes } from '../store/kept-intents.ts'
import type { Context } from './handler.ts'

/** The intents that a definition's covariates name. Throws INTENTS_UNKNOWN. */
export function intentSources(
  { covariates }: AnalysisTableDefinition,
  context: Context,
): ReadonlyMap<number, IntentSource> {
  const ids = new Set(
    covariates.flatMap(({ measure, intents }) => (measure === 'intents' ? (intents ?? []) : [])),
  )
  return new Map([...ids].map((id) => [id, openSource(id, context)]))
}

function openSource(id: number, context: Context): IntentSource {
  const { reader } = context.project()
  const { name, hash, learntFrom } = readIntents(reader, id)
  const saved = readMixture(readMixtureBytes(reader, id), name)
  return {
    ...{ id, name, hash },
    types: learntFrom.types,
    lastEvent: learntFrom.lastEvent,
    intents: saved.mixture.intents,
    mix: (events, runs) => mixturesAsOf(saved, events, runs, context.monitor),
  }
}
