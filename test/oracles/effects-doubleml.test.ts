import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import { tableOf } from '../effects/tables.ts'

/** 120 rows by formula: x1 and x2 confound the arm d with y, and the dose with z. */
function sample() {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const drawn = (by: number) => ((i + 1) * by) % 1
    const [x1, x2] = [drawn(0.6180339887498949) - 0.5, drawn(0.7548776662466927) - 0.5]
    const noise = drawn(0.8191725133961645) - 0.5
    const d = drawn(0.5698402909980532) < 1 / (1 + Math.exp(-(1.2 * x1 - x2))) ? 1 : 0
    const dose = x1 - 0.5 * x2 + 1.5 * noise
    return {
      x1,
      x2,
      d,
      dose,
      y: 0.8 * d + x1 + 0.6 * x2 * d + noise,
      z: 0.7 * dose + x1 + x2 + drawn(0.6710436067037893),
    }
  })
  const names = ['x1', 'x2', 'd', 'dose', 'y', 'z'] as const
  return tableOf(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
}

// DoubleML 0.11.4 on these folds (set_sample_splitting), with scikit-learn's linear regression and unpenalised logit,
// nothing clipped; sensitivity_analysis(cf_y=.05, cf_d=.08, rho=.9, level=.95) and sensitivity_benchmark. Its errors of
// the lower and upper bound are exchanged: it divides the score by E[∂ψ/∂θ] = −1, not by its negative. Simulation has
// them as here, and the rva below is from its scores with their sign put right (brentq).
describe('DoubleML 0.11.4', () => {
  const question = {
    treatment: 'd',
    outcome: 'y',
    adjustFor: ['x1', 'x2'],
    outcomeModel: 'linear',
    propensityModel: 'logit',
    folds: 3,
    method: 'dml_irm',
  } as const satisfies EstimateRequest

  it.each([
    {
      name: 'IRM, ATE',
      asked: question,
      estimate: [0.8000285502037506, 0.06524759772021105],
      moments: [0.08112159641985883, 4.336934559042845],
      robustness: [0.7497319385836878, 0.696855513147475],
      bounds: [0.7648289062734622, 0.835228194134039],
      errors: [0.06517101146213168, 0.065396492776839],
      benchmarks: [
        [0.9064597957776035, 0.07637868673385349, 0.9977013542672959, 0.15008526708116765],
        [0.4879411964818102, 0.029171181569987922, -0.5081069241104417, -0.03544310303876275],
      ],
    },
    {
      name: 'IRM, ATTE',
      asked: { ...question, target: 'att' as const },
      estimate: [0.7379722420410018, 0.07825788401377307],
      moments: [0.08112159641985883, 4.877360173515706],
      robustness: [0.706373562868332, 0.6134253453623668],
      bounds: [0.7006438528382789, 0.7753006312437246],
      errors: [0.07879135507458056, 0.07799881824099801],
      benchmarks: [
        [0.9064597957776035, 0.19162094818105063, 0.5530970421806026, 0.13282771303103846],
        [0.4879411964818102, 0.0731787422589877, 0.3064456696487802, 0.035160442333786124],
      ],
    },
    {
      name: 'PLR of two arms',
      asked: { ...question, method: 'dml_plr' as const },
      estimate: [0.8047973125922264, 0.0652346045197873],
      moments: [0.11083705820199669, 4.275174887480376],
      robustness: [0.7052561974727141, 0.6504529504895354],
      bounds: [0.7639467511922112, 0.8456478739922416],
      errors: [0.06536206243784037, 0.06517008529358131],
      benchmarks: [
        [0.7195691599433387, 0.051859595666326315, 1, 0.1395038197858255],
        [0.0336419393980796, 0.009036518431865734, -1, -0.02296294841016433],
      ],
    },
    {
      name: 'PLR of a dose',
      asked: { ...question, method: 'dml_plr' as const, treatment: 'dose', outcome: 'z' },
      estimate: [0.7173419381718833, 0.058546359539807476],
      moments: [0.08502380938206494, 5.097734964642713],
      robustness: [0.6823439705027815, 0.6219898519554726],
      bounds: [0.6782724702088464, 0.7564114061349202],
      errors: [0.058786481894476945, 0.05840489125750056],
      benchmarks: [
        [0.6532619159639198, 0.3150080517483058, 1, 0.2813981239177521],
        [0.7995708120500806, 0.14119247016569636, -1, -0.24329879352138373],
      ],
    },
  ])('agrees on $name', ({ asked, estimate, moments, robustness, bounds, errors, benchmarks }) => {
    const table = sample()
    const result = estimateEffect(table, asked)
    close([result.estimate, result.standardError], estimate)
    const confounder = { outcome: 0.05, treatment: 0.08, correlation: 0.9 }
    const found = analyseSensitivity(table, asked, { benchmarks: ['x1', 'x2'], confounder })
    const { flexible } = found
    close([flexible!.outcomeVariance, flexible!.representerVariance], moments)
    close([found.flexibleRobustnessValue!, found.flexibleRobustnessValueAlpha!], robustness)
    close(flexible!.scenario.estimates, bounds)
    close(flexible!.scenario.standardErrors, errors)
    const z = 1.6448536269514722
    close(flexible!.scenario.confidenceBounds, [bounds[0] - z * errors[0], bounds[1] + z * errors[1]])
    flexible!.benchmarks.forEach((benchmark, b) => {
      close([benchmark.outcome, benchmark.treatment, benchmark.correlation, benchmark.change], benchmarks[b])
    })
    expect(flexible!.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['x1', 'x2'])
  })

  it('leaves nothing to tell from chance at the robustness value', () => {
    const first = analyseSensitivity(sample(), question)
    const at = first.flexibleRobustnessValueAlpha!
    const confounder = { outcome: at, treatment: at, correlation: 1 }
    const { flexible } = analyseSensitivity(sample(), question, { confounder })
    expect(flexible!.scenario.confidenceBounds[0]).toBeCloseTo(0, 10)
    expect(flexible!.scenario.estimates[0]).toBeGreaterThan(0)
  })
})

function close(got: readonly number[], wanted: readonly number[]): void {
  got.forEach((value, k) => {
    expect(Math.abs(value - wanted[k]), `${value} against ${wanted[k]}`).toBeLessThan(1e-8)
  })
}
