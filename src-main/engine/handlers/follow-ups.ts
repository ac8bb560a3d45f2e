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
import { loadAnalysisTable, readAnalysisTable } from '../../store/analysis-tables.ts'
import { readFollowUpRows, readFollowUps } from '../../store/follow-ups.ts'
import { exportEffects } from '../export-effects.ts'
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
    const scores = byRow.subarray(table.rows, 2 * table.rows)
    const look = lookAtSubgroups(table, scores, by, heterogeneity.provenance.options)
    const before = (subgroups ?? []).filter((each) => !sameDivision(each.by, look.by))
    const content = corrected([...before, look])
    await write('saveFollowUp', { analysis: id, followUp: { kind: 'subgroups', content } })
    return content
  },

  'effects.exportEffects': exportKeptEffects,

  async 'effects.forgetSubgroups'({ analysis }, context) {
    await context.project().write('removeFollowUp', { analysis, kind: 'subgroups' })
    return null
  },
}

async function analyseHeterogeneity(
  { analysis: id, method, treated, trees, divergence, errorsByRow }: Params<'effects.analyseHeterogeneity'>,
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
  const found = await effectHeterogeneityOn(table, asked, context.parallel, context.monitor, errorsByRow)
  const { content, byRow } = kept(found)
  await context
    .project()
    .write('saveFollowUp', { analysis: id, followUp: { kind: 'heterogeneity', content, byRow } })
  return content
}

/** Effects, after them scores and, where they are known, standard errors by row go beside the rest. */
function kept({ effects, standardErrors, scores, ...found }: EffectHeterogeneity) {
  const errorsByRow = standardErrors.some((error) => !Number.isNaN(error))
  const columns = errorsByRow ? [effects, scores, standardErrors] : [effects, scores]
  const byRow = new Float64Array(columns.length * effects.length)
  for (const [place, column] of columns.entries()) byRow.set(column, place * effects.length)
  const content: KeptHeterogeneity = { ...found, errorsByRow }
  return { content, byRow }
}

function exportKeptEffects({ analysis: id, path }: Params<'effects.exportEffects'>, context: Context) {
  const { analysis, table } = fresh(id, context)
  const { reader } = context.project()
  const byRow = readFollowUpRows(reader, id, 'heterogeneity')
  if (byRow === null) throw fail('EFFECTS_HETEROGENEITY_NOT_KEPT', { name: analysis.name })
  const { rows, columns } = table
  const described = readAnalysisTable(reader, analysis.request.table).columns
  const unit = described.find(({ role }) => role === 'unit')?.name
  return exportEffects(path, {
    unit: columns.find(({ name }) => name === unit) ?? null,
    effects: byRow.subarray(0, rows),
    standardErrors: byRow.length >= 3 * rows ? byRow.subarray(2 * rows, 3 * rows) : null,
    alpha: analysis.request.alpha,
  })
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
