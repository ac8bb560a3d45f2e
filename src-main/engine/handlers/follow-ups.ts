import type { Analysis } from '../../contract/analyses.ts'
import type { EffectEstimate, EstimateOptions } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { followUpMethods, KeptHeterogeneity } from '../../contract/follow-ups.ts'
import type { EffectHeterogeneity } from '../../contract/heterogeneity.ts'
import type { Params } from '../../contract/methods.ts'
import { effectHeterogeneityOn } from '../../effects/heterogeneity/heterogeneity.ts'
import { corrected, lookAtSubgroups } from '../../effects/heterogeneity/subgroups.ts'
import { policyTreeOn } from '../../effects/policy/policy-tree.ts'
import type { Table } from '../../numeric/columns.ts'
import { readAnalysis } from '../../store/analyses.ts'
import { loadAnalysisTable } from '../../store/analysis-tables.ts'
import { readFollowUpRows, readFollowUps } from '../../store/follow-ups.ts'
import { hiddenBiasOf, withMethod } from '../follow-up-sensitivity.ts'
import type { Context, Handlers } from '../handler.ts'

export const followUpHandlers: Handlers<typeof followUpMethods> = {
  'effects.followUps': ({ analysis }, context) => readFollowUps(context.project().reader, analysis),

  async 'effects.analyseHiddenBias'({ analysis: id }, context) {
    const { analysis, estimate, table } = fresh(id, context)
    const content = await hiddenBiasOf(estimate, analysis.request.methods, table, context)
    await context.project().write('saveFollowUp', { analysis: id, followUp: { kind: 'hiddenBias', content } })
    return content
  },

  'effects.analyseHeterogeneity': analyseHeterogeneity,

  async 'effects.analysePolicy'({ analysis: id, depth, costs, minNode }, { parallel, monitor, ...context }) {
    const { estimate, table } = fresh(id, context)
    const options: EstimateOptions = { ...withMethod(estimate.provenance.options, 'dml_irm'), target: 'ate' }
    const shape = { depth, costs, minNode, cuts: 100 }
    const content = await policyTreeOn(table, options, shape, parallel, monitor)
    await context.project().write('saveFollowUp', { analysis: id, followUp: { kind: 'policy', content } })
    return content
  },

  async 'effects.exploreSubgroups'({ analysis: id, by }, context) {
    const { analysis, table } = fresh(id, context)
    const { reader, write } = context.project()
    const { heterogeneity, subgroups } = readFollowUps(reader, id)
    const byRow = readFollowUpRows(reader, id, 'heterogeneity')
    if (heterogeneity === null || byRow === null) {
      throw fail('EFFECTS_HETEROGENEITY_NOT_KEPT', { name: analysis.name })
    }
    const scores = byRow.subarray(table.rows)
    const look = lookAtSubgroups(table, scores, by, heterogeneity.provenance.options)
    const before = (subgroups ?? []).filter((each) => !sameDivision(each.by, look.by))
    const content = corrected([...before, look])
    await write('saveFollowUp', { analysis: id, followUp: { kind: 'subgroups', content } })
    return content
  },

  async 'effects.forgetSubgroups'({ analysis }, context) {
    await context.project().write('removeFollowUp', { analysis, kind: 'subgroups' })
    return null
  },
}

async function analyseHeterogeneity(
  { analysis: id, method, treated, trees, divergence }: Params<'effects.analyseHeterogeneity'>,
  context: Context,
): Promise<KeptHeterogeneity> {
  const { estimate, table } = fresh(id, context)
  const options: EstimateOptions = { ...withMethod(estimate.provenance.options, method), target: 'ate' }
  const asked: EstimateOptions = {
    ...options,
    ...(trees === undefined ? {} : { trees }),
    ...(divergence === undefined ? {} : { divergence }),
    ...(treated === undefined ? {} : { treated, control: estimate.arms?.control ?? options.control }),
  }
  const found = await effectHeterogeneityOn(table, asked, context.parallel, context.monitor, false)
  const { content, byRow } = kept(found)
  await context
    .project()
    .write('saveFollowUp', { analysis: id, followUp: { kind: 'heterogeneity', content, byRow } })
  return content
}

/** Effects and, after them, scores by row go beside the rest. */
function kept({ effects, standardErrors: _errors, scores, ...content }: EffectHeterogeneity) {
  const byRow = new Float64Array(effects.length + scores.length)
  byRow.set(effects)
  byRow.set(scores, effects.length)
  return { content, byRow }
}

/** An analysis with its table as it was when the estimates were made. Throws EFFECTS_ANALYSIS_STALE. */
function fresh(
  id: number,
  context: Pick<Context, 'project'>,
): { readonly analysis: Analysis; readonly estimate: EffectEstimate; readonly table: Table } {
  const { reader } = context.project()
  const analysis = readAnalysis(reader, id)
  if (analysis.stale) throw fail('EFFECTS_ANALYSIS_STALE', { name: analysis.name })
  return {
    analysis,
    estimate: analysis.estimates.at(-1)!,
    table: loadAnalysisTable(reader, analysis.request.table),
  }
}

function sameDivision(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
