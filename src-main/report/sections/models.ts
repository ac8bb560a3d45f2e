import type { KeptModel } from '../../contract/kept-models.ts'
import { made, staleNote, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'

/** The sequence models of the project: how good, by which protocol, learnt from what. */
export function modelsBlock(models: readonly KeptModel[], language: Language): Markup | null {
  if (models.length === 0) return null
  const { text, fixed, count } = language
  const metrics = [...new Set(models.flatMap(({ manifest }) => Object.keys(manifest.metrics)))]
  return html`<h3>${text('report_models')}</h3>
${table(
  [
    { title: text('report_model') },
    ...metrics.map((metric) => ({ title: metric.toUpperCase(), number: true })),
    { title: text('report_events'), number: true },
    { title: text('report_model_epochs'), number: true },
  ],
  models.map(({ name, manifest, training }) => ({
    cells: [
      name,
      ...metrics.map((metric) => (metric in manifest.metrics ? fixed(manifest.metrics[metric], 4) : '–')),
      training === null ? '–' : count(training.events),
      training === null ? '–' : count(training.history.length),
    ],
  })),
)}
${models.map((model) => modelInWords(model, language))}`
}

function modelInWords(model: KeptModel, language: Language): Markup {
  const { text, say, day } = language
  const { name, training, learntFrom, manifest } = model
  return html`<p><b>${name}</b> (${manifest.model}). ${training === null ? text('report_model_imported') : say(training.protocol)}
${learntFrom !== null && text('report_model_learnt', { from: day(learntFrom.firstEvent), to: day(learntFrom.lastEvent) })}</p>
${staleNote(language, model.stale)}
${(training?.warnings ?? []).map((warning) => html`<p class="note">${say(warning)}</p>`)}
${made(
  language,
  [
    ['report_made_model', manifest.model],
    ['report_made_options', optionsInWords(model, language)],
    ['report_made_seed', String(manifest.seed)],
    ['report_made_weights', model.hash.slice(0, 16)],
  ],
  null,
)}`
}

function optionsInWords({ manifest }: KeptModel, { number }: Language): string {
  return Object.entries(manifest.options)
    .map(([name, value]) => `${name} ${number(value, 6)}`)
    .join(', ')
}
