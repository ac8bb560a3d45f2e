import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type EstimateRequest, estimateOptions } from '../../src-main/contract/effects.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateEffect, estimateEffectOn } from '../../src-main/effects/estimate.ts'
import { policyTree, policyTreeOn } from '../../src-main/effects/policy/policy-tree.ts'
import { refuteEffect, refuteEffectOn } from '../../src-main/effects/refute.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { confounded, covariates } from './shop.ts'

const worker = new URL('../../src-main/worker.ts', import.meta.url)
const { table } = confounded(600, 51)
const base = { treatment: 'd', outcome: 'y', adjustFor: covariates }
const questions: readonly EstimateRequest[] = [
  { ...base, method: 'dml_irm', folds: 3 },
  { ...base, method: 'causal_forest', trees: 60 },
  { ...base, method: 'x_learner', folds: 2, outcomeModel: 'forest', trees: 20 },
  { ...base, method: 'aipw', standardErrors: 'bootstrap', repetitions: 30 },
  ...(['s_learner', 't_learner', 'r_learner', 'dr_learner', 'dml_plr', 'tmle', 'ipw'] as const).map(
    (method): EstimateRequest => ({
      ...base,
      method,
      folds: 2,
      propensityModel: 'boosting',
      ...(method === 'ipw' ? {} : { outcomeModel: 'lasso' }),
    }),
  ),
]

describe.each([1, 2, 4])('over %i worker threads', (workers) => {
  it('every estimate has the bits it has on one', async () => {
    const parallel = threadedParallel(worker, workers)
    try {
      for (const question of questions) {
        const here = estimateEffect(table, question)
        const there = await estimateEffectOn(table, v.parse(estimateOptions, question), parallel, silent)
        expect([there.estimate, there.standardError]).toEqual([here.estimate, here.standardError])
      }
      const policy = { ...base, method: 'aipw' } as const
      const shape = { depth: 2, costs: {}, cuts: 100 } as const
      const tree = await policyTreeOn(table, v.parse(estimateOptions, policy), shape, parallel, silent)
      expect([tree.leaves, tree.value]).toEqual([
        policyTree(table, policy).leaves,
        policyTree(table, policy).value,
      ])
      const question: EstimateRequest = { ...base, method: 'ipw' }
      const challenge = {
        refuters: ['placebo_treatment', 'random_subset'] as const,
        repetitions: 20,
        negativeControls: [],
      }
      const there = await refuteEffectOn(
        table,
        v.parse(estimateOptions, question),
        challenge,
        parallel,
        silent,
      )
      expect(there.refutations).toEqual(refuteEffect(table, question, challenge).refutations)
    } finally {
      await parallel.close()
    }
  })
})
