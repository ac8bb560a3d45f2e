import { words } from '../../contract/words.ts'
import { type Random, shuffle } from '../../numeric/random.ts'
import { type Study, takeCodes, takeValues } from '../study.ts'
import type { Refuter } from './refuter.ts'

/** The treatment dealt out anew among the rows: its effect must vanish. */
export const placeboTreatment: Refuter = {
  name: 'placebo_treatment',
  nullHypothesis: words('refuter_null_placebo_treatment'),
  expects: 'zero',
  challenge: (study, source) => ({ ...study, treatment: shuffled(study, source) }),
}

export function shuffled(study: Study, source: Random): Study['treatment'] {
  const { treatment, rows } = study
  const order = new Int32Array(rows)
  for (let i = 0; i < rows; i++) order[i] = i
  shuffle(order, source)
  return treatment.kind === 'arms'
    ? { ...treatment, codes: takeCodes(treatment.codes, order) }
    : { kind: 'dose', values: takeValues(treatment.values, order) }
}
