import type { EstimateOptions } from '../../contract/effects.ts'
import type { Study } from '../study.ts'

/** The study with models chosen where the analyst chose none. */
export function withModels(
  study: Study,
  models: Pick<EstimateOptions, 'propensityModel' | 'outcomeModel'>,
): Study {
  const { options } = study
  return {
    ...study,
    options: {
      ...options,
      propensityModel: options.propensityModel ?? models.propensityModel,
      outcomeModel: options.outcomeModel ?? models.outcomeModel,
    },
  }
}
