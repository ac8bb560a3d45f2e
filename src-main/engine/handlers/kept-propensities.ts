import { fail } from '../../contract/errors.ts'
import type { KeptPropensity, keptPropensityMethods } from '../../contract/kept-propensities.ts'
import type { Params } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { fitPropensity } from '../../models/heads/propensity.ts'
import { readEventColumns } from '../../store/event-columns.ts'
import { readPropensities, readScores } from '../../store/propensities.ts'
import { dataHash } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { openKept } from '../open-kept-model.ts'
import { propensityLog } from '../open-propensity-log.ts'
import { say } from '../render.ts'
import { cell } from '../vectors-as-csv.ts'

type Answered = Omit<typeof keptPropensityMethods, 'models.renamePropensity' | 'models.removePropensity'>

export const keptPropensityHandlers: Handlers<Answered> = {
  'models.listPropensities': (_params, context) => readPropensities(context.project().reader),
  'models.trainPropensity': train,
  'models.propensityScores': (params, context) => readScores(context.project().reader, params),
  'models.exportPropensity': exportScores,
}

/** What a propensity is called where no name is given. */
const names = {
  'in-session': 'name_propensity_in_session',
  occurs: 'name_propensity_occurs',
  churn: 'name_propensity_churn',
} as const

async function train(request: Params<'models.trainPropensity'>, context: Context): Promise<KeptPropensity> {
  const { reader, write } = context.project()
  const hash = dataHash(reader)
  const opened = request.model === undefined ? null : openKept(request.model, context)
  if ((opened?.model.sides ?? []).length > 0) {
    throw fail('PROPENSITY_MODEL_READS_MORE', { model: opened!.kept.name })
  }
  context.monitor.report(0, words('phase_reading_sequences'))
  const log = propensityLog(readEventColumns(reader), request, opened?.model ?? null, request.asOf)
  const { horizonHours, sessionGapMinutes } = request
  const horizon = horizonHours === undefined ? undefined : horizonHours * 3600e6
  const { answer, head } = await fitPropensity(
    log,
    {
      ...request,
      ...(horizon === undefined ? {} : { horizon }),
      ...(sessionGapMinutes === undefined ? {} : { sessionGap: sessionGapMinutes * 60e6 }),
    },
    opened?.model ?? null,
    context.parallel,
    context.monitor,
  )
  context.monitor.check()
  const { task: _task, scores, ...result } = answer
  const asOf =
    request.asOf ?? log.time.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY)
  return await write('savePropensity', {
    name: request.name ?? say(words(names[request.task]), context.locale),
    propensity: {
      ...{ request, result, asOf },
      learntUntil: request.task === 'in-session' ? asOf : asOf - horizon!,
      model: opened === null ? null : { id: opened.kept.id, name: opened.kept.name, hash: opened.kept.hash },
    },
    ...{ head, scores, dataHash: hash },
  })
}

/** Rows that are read and written at once. */
const page = 10_000

function exportScores(
  { id, path }: Params<'models.exportPropensity'>,
  context: Context,
): { readonly path: string; readonly rows: number } {
  const { reader } = context.project()
  const lines = ['user,unit,probability']
  for (let offset = 0; ; offset += page) {
    context.monitor.check()
    const { rows } = readScores(reader, { id, offset, limit: page })
    for (const { user, unit, probability } of rows)
      lines.push([cell(user), cell(unit), probability].join(','))
    if (rows.length < page) break
  }
  replaceFile(path, `${lines.join('\n')}\n`)
  return { path, rows: lines.length - 1 }
}
