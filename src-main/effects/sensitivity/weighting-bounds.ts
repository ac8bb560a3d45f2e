import type { SensitivityAnalysis } from '../../contract/sensitivity.ts'
import type { Finding } from '../inference.ts'
import { rowsWhere, type Study, takeValues } from '../study.ts'
import { boundedMean } from './marginal-model.ts'
import { rosenbaumGamma } from './rosenbaum.ts'

const strengths = [1, 1.1, 1.25, 1.5, 2, 3]

type Further = Pick<SensitivityAnalysis, 'rosenbaumGamma' | 'marginalModel'>

/** What else can be said of an estimate's sensitivity, by its method: matched or weighted. */
export function furtherSensitivity(study: Study, finding: Finding): Further {
  return {
    rosenbaumGamma: finding.pairs && rosenbaumGamma(finding.pairs, study.options.alpha),
    marginalModel: study.options.method === 'ipw' ? marginalBounds(study, finding) : undefined,
  }
}

/** Bounds of the average effect over everyone; of other targets the weights are other ones. */
function marginalBounds(study: Study, { propensities, target }: Finding): Further['marginalModel'] {
  const { treatment, outcome, weights } = study
  if (treatment.kind !== 'arms' || !propensities || target !== 'ate') return undefined
  const [treated, control] = [treatment.treated, treatment.control].map((arm) => {
    const rows = rowsWhere(study.rows, (i) => treatment.codes[i] === arm)
    return {
      y: takeValues(outcome, rows),
      p: takeValues(propensities[arm], rows),
      w: weights && takeValues(weights, rows),
    }
  })
  return strengths.map((lambda) => {
    const above = boundedMean(treated.y, treated.p, treated.w, lambda)
    const below = boundedMean(control.y, control.p, control.w, lambda)
    return { lambda, estimates: [above[0] - below[1], above[1] - below[0]] as const }
  })
}
