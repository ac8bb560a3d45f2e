import { fail } from '../contract/errors.ts'
import type { MethodName } from '../contract/methods.ts'
import type { Context } from './handler.ts'

type AnyHandler = (params: never, context: Context) => unknown

/** Handlers by the place that a method's name begins with, loaded when first asked for: one line a place. */
const places: Readonly<Record<string, () => Promise<Readonly<Record<string, AnyHandler>>>>> = {
  project: async () => (await import('./handlers/project.ts')).projectHandlers,
  data: async () => ({
    ...(await import('./handlers/data.ts')).dataHandlers,
    ...(await import('./handlers/unit-tables.ts')).unitTableHandlers,
  }),
  behaviour: async () => (await import('./handlers/behaviour.ts')).behaviourHandlers,
  graph: async () => ({
    ...(await import('./handlers/graph.ts')).graphHandlers,
    ...(await import('./handlers/graph-versions.ts')).graphVersionHandlers,
  }),
  effects: async () => ({
    ...(await import('./handlers/effects.ts')).effectsHandlers,
    ...(await import('./handlers/analyses.ts')).analysisHandlers,
    ...(await import('./handlers/follow-ups.ts')).followUpHandlers,
  }),
  models: async () => ({
    ...(await import('./handlers/models.ts')).modelsHandlers,
    ...(await import('./handlers/kept-models.ts')).keptModelHandlers,
    ...(await import('./handlers/propensity.ts')).propensityHandlers,
    ...(await import('./handlers/kept-propensities.ts')).keptPropensityHandlers,
    ...(await import('./handlers/intents.ts')).intentsHandlers,
    ...(await import('./handlers/kept-intents.ts')).keptIntentsHandlers,
    ...(await import('./handlers/kept-behaviour-graphs.ts')).keptBehaviourGraphHandlers,
    ...(await import('./handlers/compression.ts')).compressionHandlers,
    ...(await import('./handlers/item-vectors.ts')).itemVectorsHandlers,
    ...(await import('./handlers/sentence-vectors.ts')).sentenceVectorsHandlers,
    ...(await import('./handlers/private-training.ts')).privateTrainingHandlers,
  }),
  recommend: async () => (await import('./handlers/recommend.ts')).recommendHandlers,
  report: async () => (await import('./handlers/report.ts')).reportHandlers,
  history: async () => (await import('./handlers/history.ts')).historyHandlers,
  sample: async () => (await import('./handlers/sample.ts')).sampleHandlers,
  verify: async () => (await import('./handlers/verify.ts')).verifyHandlers,
}

/** The handler of a method. Throws METHOD_UNKNOWN. */
export async function findHandler(
  method: MethodName,
): Promise<(params: unknown, context: Context) => unknown> {
  const load = places[method.slice(0, method.indexOf('.'))]
  const handler = load === undefined ? undefined : (await load())[method]
  if (handler === undefined) throw fail('METHOD_UNKNOWN', { method })
  return handler as (params: unknown, context: Context) => unknown
}
