import { type AnalysisTableDefinition, type Covariate, standardComponents } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import type { CovariateSources } from './covariate-sources.ts'
import { intentColumns } from './measure-intents.ts'

/** Names of the columns that the builder adds itself. */
export const ownColumns = {
  user: 'user',
  session: 'session',
  indexTime: 'index_time',
  weight: 'censoring_weight',
} as const

/**
 * Throws where the definition cannot be met by any log or by this one: BEHAVIOUR_WINDOWS_OVERLAP,
 * BEHAVIOUR_NAME_TAKEN, BEHAVIOUR_EVENT_TYPE_UNKNOWN, BEHAVIOUR_ATTRIBUTE_MISSING, BEHAVIOUR_ATTRIBUTE_UNKNOWN,
 * BEHAVIOUR_MODEL_MISSING, BEHAVIOUR_PROPENSITY_MISSING, BEHAVIOUR_INTENTS_MISSING; MODELS_UNKNOWN, PROPENSITY_UNKNOWN, INTENTS_UNKNOWN
 * where what a covariate names is not among the sources; INTENTS_SINGLE.
 */
export function checkDefinition(
  events: EventColumns,
  definition: AnalysisTableDefinition,
  sources: CovariateSources,
): void {
  const { treatment, outcome, covariates, indexTime } = definition
  if (outcome.startHours < treatment.graceHours) {
    throw fail('BEHAVIOUR_WINDOWS_OVERLAP', { start: outcome.startHours, grace: treatment.graceHours })
  }
  for (const covariate of covariates) checkSource(covariate, sources)
  const taken = new Set<string>(Object.values(ownColumns))
  const made = covariates.flatMap((covariate) => namesOf(covariate, sources))
  for (const name of [treatment.name, outcome.name, ...made]) {
    if (taken.has(name) || name.trim() === '') throw fail('BEHAVIOUR_NAME_TAKEN', { name })
    taken.add(name)
  }
  const types = [
    ...treatment.types,
    ...outcome.types,
    ...covariates.flatMap((covariate) => covariate.types ?? []),
    ...(indexTime.kind === 'first-event' ? (indexTime.types ?? []) : []),
  ]
  for (const type of types) {
    if (!events.types.includes(type)) {
      throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available: events.types.join(', ') })
    }
  }
  for (const { name, measure, attribute } of covariates) {
    if (measure !== 'last-attribute') continue
    if (attribute === undefined) throw fail('BEHAVIOUR_ATTRIBUTE_MISSING', { covariate: name })
    if (!events.attributes.some((cells) => cells.name === attribute)) {
      const available = events.attributes.map((cells) => cells.name).join(', ')
      throw fail('BEHAVIOUR_ATTRIBUTE_UNKNOWN', { attribute, available })
    }
  }
}

/** Where a covariate asks a model, a head or intents, that they are there. */
function checkSource(
  { name, measure, model, propensity, intents }: Covariate,
  sources: CovariateSources,
): void {
  if (measure === 'sequence-vector') {
    if (model === undefined) throw fail('BEHAVIOUR_MODEL_MISSING', { covariate: name })
    if (!sources.models.has(model)) throw fail('MODELS_UNKNOWN', { id: model })
  } else if (measure === 'propensity') {
    if (propensity === undefined) throw fail('BEHAVIOUR_PROPENSITY_MISSING', { covariate: name })
    if (!sources.heads.has(propensity)) throw fail('PROPENSITY_UNKNOWN', { id: propensity })
  } else if (measure === 'intents') {
    if (intents === undefined) throw fail('BEHAVIOUR_INTENTS_MISSING', { covariate: name })
    const source = sources.intents.get(intents)
    if (source === undefined) throw fail('INTENTS_UNKNOWN', { id: intents })
    if (source.intents === 1) throw fail('INTENTS_SINGLE', { name: source.name })
  }
}

/** The columns that a covariate becomes. */
function namesOf(
  { name, measure, components = standardComponents, intents }: Covariate,
  sources: CovariateSources,
): readonly string[] {
  if (measure === 'intents') return intentColumns(name, sources.intents.get(intents!)!)
  if (measure !== 'sequence-vector') return [name]
  return Array.from({ length: components }, (_, at) => `${name}_${at + 1}`)
}
