import { eValueInterval, eValueOf } from '../../effects/sensitivity/e-value.ts'
import { partialR2, robustnessValue } from '../../effects/sensitivity/partial-r2.ts'
import type { Check } from './check.ts'

const darfur =
  'Cinelli and Hazlett 2020, Making Sense of Sensitivity, Darfur example (t = 4.18, 783 degrees of freedom)'
const breastfeeding =
  'VanderWeele and Ding 2017, Sensitivity Analysis in Observational Research (RR 3.9, interval from 1.8)'

export const sensitivityChecks: readonly Check[] = [
  {
    name: 'Partial R² of the treatment with the outcome',
    source: darfur,
    expected: 0.022,
    tolerance: 0.0005,
    compute: () => partialR2(4.184, 783),
  },
  {
    name: 'Robustness value',
    source: darfur,
    expected: 0.139,
    tolerance: 0.0005,
    compute: () => robustnessValue(4.184, 783),
  },
  {
    name: 'Robustness value at the 5 % level',
    source: darfur,
    expected: 0.076,
    tolerance: 0.0005,
    compute: () => robustnessValue(4.184, 783, 1, 0.05),
  },
  {
    name: 'E-value of a risk ratio',
    source: breastfeeding,
    expected: 7.26,
    tolerance: 0.005,
    compute: () => eValueOf(3.9),
  },
  {
    name: 'E-value of the nearer end of its interval',
    source: breastfeeding,
    expected: 3.0,
    tolerance: 0.005,
    compute: () => eValueInterval({ estimate: 3.9, interval: [1.8, 8.7] })[0],
  },
]
