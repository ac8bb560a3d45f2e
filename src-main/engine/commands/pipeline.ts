import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { AnalysisTableDefinition } from '../../contract/behaviour.ts'
import { fail } from '../../contract/errors.ts'
import type { Graph } from '../../contract/graph.ts'
import type { KeptModel } from '../../contract/kept-models.ts'
import type { Params } from '../../contract/methods.ts'
import type { PipelineResult } from '../../contract/pipeline.ts'
import type { ImportedSample, Sample } from '../../contract/sample.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Engine, MainScope } from '../engine.ts'
import type { MainHandlers } from '../main-handlers.ts'
import { unfinishedProject } from '../unfinished-project.ts'
import { assumedGraph, rolesOf } from './assumed-graph.ts'

/** How much of the whole each step takes, as measured on the sample. */
const shares = {
  events: 0.3,
  behaviour: 0.1,
  models: 0,
  table: 0.1,
  effects: 0.3,
  recommend: 0.15,
  report: 0.05,
}

/** Of what is left of the whole where models are trained. */
const modelsShare = 0.5

export const pipelineCommands: MainHandlers<'pipeline.run' | 'sample.create'> = {
  'pipeline.run': (params, scope) => scope.apart((request) => runPipeline(params, scope, request)),

  'sample.create': (params, scope) => scope.apart((request) => makeSample(params, scope, request)),
}

async function makeSample(
  { path, ...options }: Params<'sample.create'>,
  scope: MainScope,
  request: Engine['request'],
): Promise<Sample> {
  if (existsSync(path)) throw fail('PROJECT_EXISTS', { path })
  const folder = dirname(resolve(path))
  if (!existsSync(folder)) throw fail('PROJECT_FOLDER_NOT_WRITABLE', { folder })
  const unfinished = await unfinishedProject(folder)
  try {
    await request('project.create', { path: unfinished })
    const made = await request('sample.import', options, within(scope, 0, 0.7))
    const { events, truth, definition, graph } = made
    await request('behaviour.buildTable', definition, within(scope, 0.7, 1))
    await request('graph.save', { graph, roles: rolesOf(definition), edit: definition.name })
    await request('project.close', {})
    const truthPath = `${path.replace(/\.antecedent$/, '')}.truth.json`
    await writeFile(truthPath, `${JSON.stringify(truth, null, 2)}\n`)
    await rename(unfinished, path)
    return { path, events, truth, truthPath }
  } catch (error) {
    await request('project.close', {}).catch(() => undefined)
    await rm(unfinished, { force: true })
    throw error
  }
}

async function runPipeline(
  params: Params<'pipeline.run'>,
  scope: MainScope,
  request: Engine['request'],
): Promise<PipelineResult> {
  const out = resolve(params.out)
  await makeFolder(out)
  const unfinished = await unfinishedProject(out)
  const project = join(out, 'project.antecedent')
  const step = stepsOf(scope, params.models.length > 0)
  try {
    await request('project.create', { path: unfinished })
    const sample = await takeEvents(params, request, step('events'))
    const truth = sample?.truth ?? null
    await request('behaviour.summary', {}, step('behaviour'))
    const models = await trainModels(params, request, step('models'))
    const definition =
      params.analysisTable ?? sample?.definition ?? (await request('behaviour.suggestTable', {}))
    await request('behaviour.buildTable', definition, step('table'))
    const graph = await takeGraph(params, sample, definition, request)
    await request('graph.save', { graph, roles: rolesOf(definition), edit: definition.name })
    const analysis = await request('effects.analyse', analysisOf(params, definition, sample), step('effects'))
    const recommend = { table: definition.name, ...params.recommend }
    const run = await request('recommend.build', recommend, step('recommend'))

    const result: PipelineResult = {
      report: join(out, 'report.html'),
      recommendations: join(out, 'recommendations.csv'),
      results: join(out, 'results.json'),
      project,
      truth,
      estimates: analysis.estimates.map(({ method, estimate, standardError, confidenceInterval }) => ({
        method,
        estimate,
        standardError,
        confidenceInterval,
      })),
      failures: analysis.failures,
      refutations: (analysis.refutations?.refutations ?? []).map(({ name, verdict, inWords }) => ({
        name,
        verdict,
        inWords,
      })),
      models: models.map(({ id, name, manifest }) => ({ id, name, metrics: manifest.metrics })),
      recommended: { listed: run.usersListed, excluded: run.usersExcluded, lines: run.lines },
    }
    const told = truth === null ? {} : { truth }
    const title = 'sample' in params.events ? 'sample-shop' : basename(params.events.path)
    await request(
      'report.write',
      { path: result.report, title, locale: params.locale, ...told },
      step('report'),
    )
    await request('recommend.export', { path: result.recommendations, locale: params.locale })
    await writeFile(
      result.results,
      `${JSON.stringify({ analysis, models, recommendations: run, truth }, null, 2)}\n`,
    )
    await request('project.close', {})
    await rename(unfinished, project)
    return result
  } catch (error) {
    await request('project.close', {}).catch(() => undefined)
    await rm(unfinished, { force: true })
    throw error
  }
}

async function takeEvents(
  { events }: Params<'pipeline.run'>,
  request: Engine['request'],
  hooks: ReturnType<typeof within>,
): Promise<ImportedSample | null> {
  if ('sample' in events) return await request('sample.import', events.sample, hooks)
  await request('data.import', events, hooks)
  return null
}

async function trainModels(
  { models }: Params<'pipeline.run'>,
  request: Engine['request'],
  { signal, onProgress }: ReturnType<typeof within>,
): Promise<KeptModel[]> {
  const trained: KeptModel[] = []
  for (const [index, asked] of models.entries()) {
    trained.push(
      await request('models.trainKept', asked, {
        signal,
        onProgress: (fraction, phase) => onProgress((index + fraction) / models.length, phase),
      }),
    )
  }
  return trained
}

async function takeGraph(
  { graph }: Params<'pipeline.run'>,
  sample: ImportedSample | null,
  definition: AnalysisTableDefinition,
  request: Engine['request'],
): Promise<Graph> {
  if (graph !== undefined) return (await request('graph.parse', { graph })).graph
  return sample?.graph ?? assumedGraph(definition)
}

/** Where the sample's intent is unseen no set is valid: the covariates are adjusted for all the same, to show by how much it misses. */
function analysisOf(
  { effects }: Params<'pipeline.run'>,
  definition: AnalysisTableDefinition,
  sample: ImportedSample | null,
) {
  const unseen = sample !== null && sample.truth.confounding !== null
  return {
    name: definition.name,
    table: definition.name,
    treatment: definition.treatment.name,
    outcome: definition.outcome.name,
    ...(unseen ? { adjustFor: definition.covariates.map(({ name }) => name) } : {}),
    ...effects,
    methods: effects.methods ?? (['difference_in_means', 'regression', 'ipw', 'aipw'] as const),
    refuters: effects.refuters ?? (['placebo_treatment', 'random_common_cause', 'random_subset'] as const),
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch {
    throw fail('REPORT_FOLDER_NOT_WRITABLE', { path })
  }
}

/** Hooks for a step, its progress being the step's share of the whole. */
function stepsOf(scope: MainScope, withModels: boolean) {
  let from = 0
  return (step: keyof typeof shares) => {
    const start = from
    from += withModels ? (step === 'models' ? modelsShare : shares[step] * (1 - modelsShare)) : shares[step]
    return within(scope, start, from)
  }
}

function within(scope: MainScope, from: number, to: number) {
  return {
    signal: scope.signal,
    onProgress: (fraction: number, phase: Words | null) =>
      scope.onProgress(from + (to - from) * fraction, phase ?? words('phase_working')),
  }
}
