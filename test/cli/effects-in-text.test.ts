import { describe, expect, it } from 'vitest'
import { effectsInText } from '../../src-main/cli/effects-in-text.ts'
import { locales } from '../../src-main/contract/messages.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { subgroupEffects } from '../../src-main/effects/heterogeneity/subgroups.ts'
import { policyTree } from '../../src-main/effects/policy/policy-tree.ts'
import { refuteEffect } from '../../src-main/effects/refute.ts'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import { render } from '../../src-main/engine/render.ts'
import { confounded, covariates } from '../effects/shop.ts'

const { table } = confounded(400, 61)
const question = { treatment: 'd', outcome: 'y', adjustFor: covariates } as const
const learner = { ...question, method: 'dr_learner', outcomeModel: 'linear' } as const
const answers = {
  'effects.estimate': estimateEffect(table, { ...question, method: 'aipw' }),
  'effects.refute': refuteEffect(
    table,
    { ...question, method: 'regression' },
    { refuters: ['placebo_treatment'], repetitions: 10 },
  ),
  'effects.heterogeneity': effectHeterogeneity(table, learner),
  'effects.subgroups': subgroupEffects(table, learner, [{ column: 'segment' }]),
  'effects.policyTree': policyTree(
    table,
    { ...question, method: 'aipw', outcomeModel: 'linear' },
    { depth: 1 },
  ),
  'effects.sensitivity': analyseSensitivity(
    table,
    { ...question, method: 'matching' },
    { benchmarks: ['x1'] },
  ),
}

describe.each(locales)('effects in text (%s)', (locale) => {
  it.each(Object.keys(answers) as (keyof typeof answers)[])(
    '%s is whole and holds nothing unread',
    (method) => {
      const text = effectsInText(method, render(answers[method], locale), locale) ?? ''
      expect(text).not.toMatch(/undefined|NaN|null|\[object/)
      expect(text).toContain(answers[method].provenance.dataHash.slice(0, 16))
      if (method === 'effects.estimate') {
        expect(text).toContain(String(Number(answers[method].estimate.toPrecision(4))))
      }
    },
  )
})

it.each(locales)('says how robust flexible models are, and as what covariate (%s)', (locale) => {
  const flexible = analyseSensitivity(
    table,
    { ...question, method: 'dml_plr', outcomeModel: 'linear', propensityModel: 'logit' },
    { benchmarks: ['x1'] },
  )
  const text = effectsInText('effects.sensitivity', render(flexible, locale), locale) ?? ''
  expect(text).not.toMatch(/undefined|NaN|null|\[object/)
  const percent = (value: number) => `${Number((100 * value).toPrecision(4))}%`
  expect(text).toContain(percent(flexible.flexibleRobustnessValue!))
  expect(text).toContain(percent(flexible.flexibleRobustnessValueAlpha!))
  expect(text.match(/x1/g)?.length).toBeGreaterThanOrEqual(2)
})

it('leaves other answers as they are', () => {
  expect(effectsInText('graph.identify', {}, 'en')).toBeUndefined()
})
