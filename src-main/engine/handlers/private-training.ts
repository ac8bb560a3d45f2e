import { totalmem } from 'node:os'
import type { Params, Result } from '../../contract/methods.ts'
import type { privateTrainingMethods } from '../../contract/private-training.ts'
import { words } from '../../contract/words.ts'
import { sequencesFromTable } from '../../models/data/sequences-from-table.ts'
import { trainPrivately } from '../../models/private/train-privately.ts'
import { writeModel } from '../../models/saving/saved-model.ts'
import { planTraining } from '../../models/training/plan-training.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'

export const privateTrainingHandlers: Handlers<typeof privateTrainingMethods> = {
  'models.trainPrivately': train,
}

async function train(
  params: Params<'models.trainPrivately'>,
  { table, monitor, parallel }: Context,
): Promise<Result<'models.trainPrivately'>> {
  monitor.report(0, words('phase_reading_sequences'))
  const { types, clip, epsilon, seed, save } = params
  const sequences = sequencesFromTable(await table(params.table), params.map, { types })
  const plan = planTraining(sequences, { ...params, loss: 'softmax', memoryLimit: totalmem() / 2 })
  const delta = params.delta ?? 1 / (10 * sequences.users.length)
  const trained = await trainPrivately(sequences, plan, { epsilon, delta, clip }, parallel, monitor)
  const { architecture, used } = plan
  const { metrics, weights, rate, ...rest } = trained
  if (save !== undefined) {
    const sides = sequences.sides?.map(({ side }) => side)
    const model = {
      architecture,
      items: sequences.items,
      options: used,
      metrics: {},
      seed,
      temperature: 1,
      weights,
    }
    replaceFile(save, writeModel(sides === undefined ? model : { ...model, sides }))
  }
  return {
    ...rest,
    delta,
    clip,
    samplingRate: rate,
    metrics,
    items: sequences.items.length,
    protocol: words('protocol_private', {
      epsilon: rest.epsilon.toPrecision(3),
      delta: delta.toExponential(1),
    }),
    warnings: [
      ...(delta > 1 / sequences.users.length ? [words('warning_delta_large')] : []),
      ...(rest.testUsers === 0 ? [words('models_nothing_held_out')] : []),
    ],
    saved: save ?? null,
  }
}
