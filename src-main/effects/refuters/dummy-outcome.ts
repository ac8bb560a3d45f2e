import { words } from '../../contract/words.ts'
import { shuffle } from '../../numeric/random.ts'
import { takeValues } from '../study.ts'
import type { Refuter } from './refuter.ts'

/** The outcome dealt out anew among the rows: nothing can affect it. */
export const dummyOutcome: Refuter = {
  name: 'dummy_outcome',
  nullHypothesis: words('refuter_null_dummy_outcome'),
  expects: 'zero',
  challenge: (study, source) => ({
    ...study,
    outcome: takeValues(
      study.outcome,
      shuffle(
        Int32Array.from({ length: study.rows }, (_, i) => i),
        source,
      ),
    ),
  }),
}
