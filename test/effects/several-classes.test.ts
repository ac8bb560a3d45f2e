import { parse } from 'valibot'
import { describe, expect, it } from 'vitest'
import { estimateOptions } from '../../src-main/contract/effects.ts'
import { armsOf, fitPropensities } from '../../src-main/effects/nuisance/nuisances.ts'
import { prepareStudy } from '../../src-main/effects/prepare-study.ts'
import { random } from '../../src-main/numeric/random.ts'
import { runHere } from '../../src-main/numeric/steps.ts'
import { numbersOf, tableOf } from './tables.ts'

/** Three arms whose chances bend and jump with a and b, where no multinomial logit can follow. */
const chancesAt = (a: number, b: number): number[] => {
  const odds = [1, Math.exp(1.5 * Math.sin(2 * a)), b > 0 ? 2.5 : 0.5]
  const total = odds.reduce((sum, value) => sum + value, 0)
  return odds.map((value) => value / total)
}

describe('chances of three arms', () => {
  const source = random(73, 'several classes')
  const drawn = Array.from({ length: 1500 }, () => {
    const [a, b] = [source.normal(), source.normal()]
    const chances = chancesAt(a, b)
    const u = source.uniform()
    const arm = u < chances[0] ? 0 : u < chances[0] + chances[1] ? 1 : 2
    return { a, b, arm, y: arm + a + source.normal() }
  })
  const table = tableOf({
    a: drawn.map(({ a }) => a),
    b: drawn.map(({ b }) => b),
    arm: drawn.map(({ arm }) => 'xyz'[arm]),
    y: drawn.map(({ y }) => y),
  })

  function learnt(propensityModel: 'forest' | 'boosting' | 'logit') {
    const options = parse(estimateOptions, {
      treatment: 'arm',
      treated: 'z',
      control: 'x',
      outcome: 'y',
      method: 'aipw',
      adjustFor: ['a', 'b'],
      propensityModel,
    })
    const study = prepareStudy(table, options)
    const { probabilities } = runHere(fitPropensities(study, 2))
    const [a, b] = ['a', 'b'].map((name) => numbersOf(table, name))
    const arms = armsOf(study)
    let [distance, loss] = [0, 0]
    for (let i = 0; i < study.rows; i++) {
      const truth = chancesAt(a[study.order[i]], b[study.order[i]])
      arms.levels.forEach((level, arm) => {
        distance += Math.abs(probabilities[arm][i] - truth['xyz'.indexOf(level)]) / (3 * study.rows)
      })
      loss -= Math.log(Math.max(probabilities[arms.codes[i]][i], 1e-3)) / study.rows
    }
    return { study, probabilities, distance, loss }
  }

  it.each(['forest', 'boosting'] as const)(
    'by a %s sum to one and are nearer to the truth than a logit’s',
    (model) => {
      const { study, probabilities, distance, loss } = learnt(model)
      for (let i = 0; i < study.rows; i++) {
        const own = probabilities.map((of) => of[i])
        expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
        expect(Math.min(...own)).toBeGreaterThan(0)
      }
      const line = learnt('logit')
      console.log(
        `${model}: ${distance.toFixed(3)} from the truth, a logit ${line.distance.toFixed(3)}; log loss ${loss.toFixed(3)}`,
      )
      expect(distance).toBeLessThan(line.distance)
      expect(distance).toBeLessThan(0.1)
    },
  )
})
