import type { Params, Result } from '../../contract/methods.ts'
import type { privateTrainingMethods } from '../../contract/private-training.ts'
import { words } from '../../contract/words.ts'
import { sequencesFromTable } from '../../models/data/sequences-from-table.ts'
import { writeModel } from '../../models/saving/saved-model.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { trainPrivateModel } from '../train-private-model.ts'

export const privateTrainingHandlers: Handlers<typeof privateTrainingMethods> = {
  'models.trainPrivately': train,
}

async function train(
  params: Params<'models.trainPrivately'>,
  context: Context,
): Promise<Result<'models.trainPrivately'>> {
  context.monitor.report(0, words('phase_reading_sequences'))
  const { types, save } = params
  const sequences = sequencesFromTable(await context.table(params.table), params.map, { types })
  const { model, trained, delta, protocol, warnings } = await trainPrivateModel(
    sequences,
    params,
    params,
    context,
  )
  if (save !== undefined) replaceFile(save, writeModel(model))
  const { weights: _weights, history: _history, bytes: _bytes, rate, ...rest } = trained
  return {
    ...rest,
    delta,
    clip: params.clip,
    samplingRate: rate,
    items: sequences.items.length,
    protocol,
    warnings,
    saved: save ?? null,
  }
}
