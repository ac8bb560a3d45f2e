import type { RefuterName } from '../../contract/effects.ts'
import type { Words } from '../../contract/words.ts'
import { columnOf, fromColumns } from '../../numeric/matrix.ts'
import type { Random } from '../../numeric/random.ts'
import type { Finding } from '../inference.ts'
import type { Design, Study } from '../study.ts'

/** What the refuted estimates are compared with: zero, or the original. */
export type Expectation = 'zero' | 'original'

/** A challenge that draws at random: one file, one line in the table. */
export interface Refuter {
  readonly name: RefuterName
  readonly nullHypothesis: Words
  readonly expects: Expectation
  /** The study as the challenge changes it. */
  readonly challenge: (study: Study, source: Random, original: Finding) => Study
}

/** The study with one more covariate in every model. */
export function withCovariate(study: Study, name: string, values: Float64Array): Study {
  const outcomeDesign = withTerm(study.outcomeDesign, name, values)
  return {
    ...study,
    covariates: [...study.covariates, { kind: 'number', name, values }],
    outcomeDesign,
    propensityDesign:
      study.propensityDesign === study.outcomeDesign
        ? outcomeDesign
        : withTerm(study.propensityDesign, name, values),
  }
}

function withTerm(design: Design, name: string, values: Float64Array): Design {
  const { x, names, from } = design
  const columns = Array.from({ length: x.columns }, (_, j) => columnOf(x, j))
  return {
    x: fromColumns(values.length, [...columns, values]),
    names: [...names, name],
    from: [...from, [name]],
  }
}
