import * as m from '../../messages/compiled/messages.js'
import { list, number } from '../state/format.ts'
import type { Analysis } from './effect-unit.ts'
import { fineGroups } from './fine-fields.ts'

/** Told apart from the others: every analysis has them. */
const toldAnyway: ReadonlySet<string> = new Set(['alpha', 'seed'])

/** Names and values of the columns and settings that an analysis chose itself; what was left as recommended is not told. */
export function chosenSettings({ request, adjustment }: Analysis): readonly (readonly [string, string])[] {
  const instruments = request.instruments ?? adjustment.instruments ?? []
  const mediators = request.mediators ?? adjustment.mediators ?? []
  const columns: readonly (readonly [string, string | undefined])[] = [
    [m.ui_column_instruments(), instruments.length === 0 ? undefined : list(instruments)],
    [m.ui_column_mediators(), mediators.length === 0 ? undefined : list(mediators)],
    [m.ui_column_unit(), request.unit],
    [m.ui_column_time(), request.time],
    [m.ui_column_first_treated(), request.firstTreated],
    [m.ui_column_running(), request.running],
    [m.ui_column_cutoff(), request.cutoff === undefined ? undefined : number(request.cutoff)],
    [m.ui_column_weights(), request.weights],
    [m.ui_column_clusters(), request.clusters],
  ]
  const values: Readonly<Record<string, unknown>> = { ...request }
  const settings = fineGroups
    .flatMap(({ fields }) => fields)
    .filter(({ key }) => !toldAnyway.has(key))
    .map((field) => [field.label(), wordsOf(field, values[field.key])] as const)
  return [...columns, ...settings].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
}

type Field = (typeof fineGroups)[number]['fields'][number]

function wordsOf(field: Field, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (field.kind === 'choice')
    return field.options.find((option) => option.value === value)?.label() ?? String(value)
  return typeof value === 'number' ? number(value) : value === true ? m.ui_yes() : m.ui_no()
}
