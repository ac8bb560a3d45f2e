import { words } from '../../contract/words.ts'
import { type Refuter, withCovariate } from './refuter.ts'

/** A covariate of pure noise, adjusted for as well: the estimate must stay. */
export const randomCommonCause: Refuter = {
  name: 'random_common_cause',
  nullHypothesis: words('refuter_null_random_common_cause'),
  expects: 'original',
  challenge: (study, source) =>
    withCovariate(
      study,
      '∼',
      Float64Array.from({ length: study.rows }, () => source.normal()),
    ),
}
