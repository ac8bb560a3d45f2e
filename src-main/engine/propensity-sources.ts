import type { PropensitySource } from '../behaviour/measure-propensity.ts'
import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import { partOf } from '../contract/monitor.ts'
import { openEncoder } from '../models/apply-model.ts'
import { type PropensityHead, scoreUsers, type VectorEncoder } from '../models/heads/propensity.ts'
import { readHead, readPropensity } from '../store/propensities.ts'
import type { Context } from './handler.ts'
import { openKept } from './open-kept-model.ts'
import { propensityLog } from './open-propensity-log.ts'

/**
 * The heads that a definition's covariates name, opened while `work` is done. Throws PROPENSITY_UNKNOWN, PROPENSITY_OF_SESSIONS,
 * MODELS_UNKNOWN.
 */
export async function withPropensitySources<T>(
  { covariates }: AnalysisTableDefinition,
  context: Context,
  work: (heads: ReadonlyMap<number, PropensitySource>) => Promise<T>,
): Promise<T> {
  const ids = new Set(
    covariates.flatMap(({ measure, propensity }) => (measure === 'propensity' ? (propensity ?? []) : [])),
  )
  const opened = [...ids].map((id) => openSource(id, context))
  try {
    return await work(new Map(opened.map(({ source }) => [source.id, source])))
  } finally {
    for (const { close } of opened) await close()
  }
}

function openSource(id: number, context: Context) {
  const { reader } = context.project()
  const kept = readPropensity(reader, id)
  const { request, learntUntil, name, hash } = kept
  const horizon = request.horizonHours
  if (request.task === 'in-session' || horizon === undefined) throw fail('PROPENSITY_OF_SESSIONS', { name })
  const head = readHead<PropensityHead>(reader, id)
  const opened = kept.model === null ? null : openKept(kept.model.id, context)
  const model = opened?.model ?? null
  const modelSaw = opened === null ? learntUntil : (opened.kept.learntFrom?.lastEvent ?? null)
  // Its own share of the bar would move it back: the head only listens for a cancel.
  const monitor = { ...partOf(context.monitor, 0, 1), report: () => context.monitor.check() }
  const held = model === null ? null : openEncoder(model, context.parallel, monitor)
  const encoder: VectorEncoder | null =
    held === null ? null : { width: model!.architecture.width, encode: held.encode }
  const source: PropensitySource = {
    ...{ id, name, hash },
    lastEvent: modelSaw === null ? null : Math.max(learntUntil, modelSaw),
    score(events, moments) {
      const log = propensityLog(events, request, model)
      const codes = new Map(log.users.map((user, code) => [user, code]))
      const own = moments.map(({ user, asOf }) => ({ user: codes.get(events.users[user])!, asOf }))
      return scoreUsers(head, log, horizon * 3600e6, own, encoder)
    },
  }
  return { source, close: async () => await held?.close() }
}
