import { type AnalysisTableDefinition, type Covariate, standardComponents } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'

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
 * BEHAVIOUR_MODEL_MISSING, BEHAVIOUR_PROPENSITY_MISSING.
 */
export function checkDefinition(events: EventColumns, definition: AnalysisTableDefinition): void {
  const { treatment, outcome, covariates, indexTime } = definition
  if (outcome.startHours < treatment.graceHours) {
    throw fail('BEHAVIOUR_WINDOWS_OVERLAP', { start: outcome.startHours, grace: treatment.graceHours })
  }
  const taken = new Set<string>(Object.values(ownColumns))
  for (const name of [treatment.name, outcome.name, ...covariates.flatMap(namesOf)]) {
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
  for (const { name, measure, attribute, model, propensity } of covariates) {
    if (measure === 'sequence-vector' && model === undefined) {
      throw fail('BEHAVIOUR_MODEL_MISSING', { covariate: name })
    }
    if (measure === 'propensity' && propensity === undefined) {
      throw fail('BEHAVIOUR_PROPENSITY_MISSING', { covariate: name })
    }
    if (measure !== 'last-attribute') continue
    if (attribute === undefined) throw fail('BEHAVIOUR_ATTRIBUTE_MISSING', { covariate: name })
    if (!events.attributes.some((cells) => cells.name === attribute)) {
      const available = events.attributes.map((cells) => cells.name).join(', ')
      throw fail('BEHAVIOUR_ATTRIBUTE_UNKNOWN', { attribute, available })
    }
  }
}

/** The columns that a covariate becomes. */
function namesOf({ name, measure, components = standardComponents }: Covariate): readonly string[] {
  return measure === 'sequence-vector'
    ? Array.from({ length: components }, (_, at) => `${name}_${at + 1}`)
    : [name]
}
