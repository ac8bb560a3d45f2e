import { words } from '../../contract/words.ts'
import { resample } from '../resample.ts'
import type { Refuter } from './refuter.ts'

/** As many rows (or clusters) drawn with replacement: the estimate must stay, up to chance. */
export const bootstrapRefuter: Refuter = {
  name: 'bootstrap',
  nullHypothesis: words('refuter_null_bootstrap'),
  expects: 'original',
  challenge: (study, source) => resample(study, source),
}
