import { fail } from '../../contract/errors.ts'
import type { Params, Result } from '../../contract/methods.ts'
import type { propensityMethods } from '../../contract/propensity.ts'
import { words } from '../../contract/words.ts'
import { eventLogFromTable } from '../../models/heads/event-log.ts'
import { propensity } from '../../models/heads/propensity.ts'
import type { Context, Handlers } from '../handler.ts'
import { loadModel, replaceFile } from '../model-files.ts'
import { cell } from '../vectors-as-csv.ts'

export const propensityHandlers: Handlers<typeof propensityMethods> = { 'models.propensity': answer }

async function answer(
  params: Params<'models.propensity'>,
  context: Context,
): Promise<Result<'models.propensity'>> {
  const { map, path, asOf, save } = params
  if (path !== undefined && map.item === undefined) throw fail('MODELS_ITEM_COLUMN_NEEDED')
  context.monitor.report(0, words('phase_reading_sequences'))
  const model = path === undefined ? null : loadModel(path)
  const log = eventLogFromTable(await context.table(params.table), map, asOf, model?.items)
  const result = await propensity(log, params, model, context.parallel, context.monitor)
  if (save === undefined) return { ...result, saved: null }
  const lines = result.scores.map(({ user, unit, probability }) =>
    [cell(user), cell(unit), probability].join(','),
  )
  replaceFile(save, `${[[cell(map.user), 'unit', 'probability'].join(','), ...lines].join('\n')}\n`)
  return { ...result, scores: [], saved: save }
}
