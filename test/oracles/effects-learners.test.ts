import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { tableOf } from '../effects/tables.ts'

/** 200 rows by formula, whose effect is .8 + x1 + .6 x2. */
function sample() {
  const drawn = (by: number) => Array.from({ length: 200 }, (_, i) => ((i + 1) * by) % 1)
  const [x1, x2, noise] = [0.6180339887498949, 0.7548776662466927, 0.8191725133961645].map((by) =>
    drawn(by).map((value) => value - 0.5),
  )
  const d = drawn(0.5698402909980532).map((u, i) => (u < 1 / (1 + Math.exp(-(1.2 * x1[i] - x2[i]))) ? 1 : 0))
  const y = d.map((arm, i) => (0.8 + x1[i]) * arm + x1[i] + 0.6 * x2[i] * arm + noise[i])
  return tableOf({ x1, x2, d, y })
}

// Each learner written plainly in Python on the same four folds: scikit-learn's linear regressions and unpenalised logit
// (the formulas of EconML's metalearners and of its LinearDRLearner's last stage), statsmodels 0.15.0 with HC3 for the
// best linear projection and the calibration test, grf's formulas for AUTOC and QINI.
describe('learners of effects with linear nuisances, scikit-learn and statsmodels', () => {
  const question = {
    treatment: 'd',
    outcome: 'y',
    adjustFor: ['x1', 'x2'],
    outcomeModel: 'linear',
    propensityModel: 'logit',
    folds: 4,
    seed: 3,
    repetitions: 2,
  } as const satisfies Omit<EstimateRequest, 'method'>

  it.each([
    {
      method: 's_learner',
      estimate: [0.829705772527083, 0.0509789335320368],
      projection: [0.885509611652909, 0.157857486725876, 0.773984609348331, 0.166841902412175],
      calibration: [0.992193597737711, 0.0601738341299714, -2.97913245477482, 0.972381861504052],
      // One effect for everybody in a fold: nobody comes first.
      rank: [0, 0],
    },
    {
      method: 't_learner',
      estimate: [0.817771260508038, 0.0498046720869691],
      projection: [0.903346103101704, 0.152886606529021, 0.720753802091034, 0.161715707390284],
      calibration: [0.988165243380915, 0.0531777859180276, 0.903898585571136, 0.128694347394428],
      rank: [0.29318996398489, 0.0889426544597948],
    },
    {
      method: 'x_learner',
      estimate: [0.816636115802835, 0.0498414957076722],
      projection: [0.907083807867445, 0.153686644211103, 0.710244406120267, 0.162826198105862],
      calibration: [0.988960145035031, 0.0523143681540738, 0.974781642323161, 0.12635261003619],
      rank: [0.301170764782219, 0.0904629617261675],
    },
    {
      method: 'r_learner',
      estimate: [0.818931711877527, 0.0497244448130969],
      projection: [0.900378791645844, 0.152209367746939, 0.729000363794621, 0.160428041106151],
      calibration: [0.999551952830198, 0.0537285039353676, 0.898804138299613, 0.126728823584939],
      rank: [0.299310384886827, 0.0899808269000773],
    },
    {
      method: 'dr_learner',
      estimate: [0.817672217763102, 0.0497813362621064],
      projection: [0.905307439069016, 0.152544703428343, 0.722609770537188, 0.160947043177943],
      calibration: [0.992499474115452, 0.0534622393728515, 0.895632023448863, 0.126763383439916],
      rank: [0.297107072678427, 0.0885464382066939],
    },
  ] as const)('agree: $method', ({ method, estimate, projection, calibration, rank }) => {
    const found = effectHeterogeneity(sample(), { ...question, method })
    const [, byX1, byX2] = found.linearProjection
    const { mean, differential } = found.calibration
    close([found.average.estimate, found.average.standardError], estimate)
    close([byX1.estimate, byX1.standardError, byX2.estimate, byX2.standardError], projection)
    close([mean.estimate, mean.standardError, differential.estimate, differential.standardError], calibration)
    close([found.rank.autoc, found.rank.qini], rank)
  })
})

function close(got: readonly number[], wanted: readonly number[]): void {
  got.forEach((value, k) => {
    expect(Math.abs(value - wanted[k]), `${value} against ${wanted[k]}`).toBeLessThan(1e-9)
  })
}
