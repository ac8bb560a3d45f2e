import type {
  EffectEstimate,
  EstimateFailure,
  EstimateOptions,
  EstimationMethod,
  EstimatorPanel,
} from '../../contract/effects.ts'
import { AntecedentError, fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { type MessageKey, words } from '../../contract/words.ts'
import type { Table } from '../../numeric/columns.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { estimateWithInfluenceOn } from '../estimate.ts'
import { withOptionsUnusedByAll } from '../unused-options.ts'
import { compareEstimates } from './compare-estimates.ts'
import type { RowInfluence } from './row-influence.ts'

/**
 * One question answered by several methods, side by side, and whether they agree. A method that cannot answer is among
 * the failures and does not take the others with it.
 * @throws what all methods failed of, where it is one thing, else EFFECTS_ALL_METHODS_FAILED; CANCELLED
 */
export async function estimatePanel(
  table: Table,
  methods: readonly EstimationMethod[],
  optionsFor: (method: EstimationMethod) => EstimateOptions,
  parallel: Parallel,
  monitor: Monitor,
): Promise<EstimatorPanel> {
  const estimates: EffectEstimate[] = []
  const influences: (RowInfluence | null)[] = []
  const failures: EstimateFailure[] = []
  const errors: unknown[] = []
  for (const [index, method] of methods.entries()) {
    const part = partOf(monitor, index / methods.length, (index + 1) / methods.length)
    part.report(0, words('phase_estimating', { method: words(`ui_method_${method}`) }))
    try {
      const { estimate, influence } = await estimateWithInfluenceOn(table, optionsFor(method), parallel, part)
      estimates.push(estimate)
      influences.push(influence)
    } catch (error) {
      failures.push(failureOf(method, error))
      errors.push(error)
    }
  }
  if (estimates.length === 0) {
    const codes = [...new Set(failures.map(({ code }) => code))]
    if (codes.length === 1) throw errors[0]
    throw fail('EFFECTS_ALL_METHODS_FAILED', { reason: codes.join(', ') })
  }
  return {
    estimates: withOptionsUnusedByAll(estimates, methods.map(optionsFor)),
    failures,
    comparison: compareEstimates(estimates, influences),
  }
}

/** What is no answer of the method, a cancelled job among it, goes on. */
function failureOf(method: EstimationMethod, error: unknown): EstimateFailure {
  if (!(error instanceof AntecedentError) || error.code === 'CANCELLED') throw error
  return {
    method,
    code: error.code,
    message: { words: `error_${error.code}` as MessageKey, with: error.parameters },
  }
}
