import type { Response } from '../../src-main/contract/methods.ts'
import { draft } from './analysis-draft.svelte.ts'

type Table = Response<'behaviour.tables'>[number]

/** What the draft asks, on a table that is there: names that the table does not know give way to its own. */
export function questionOn(tables: readonly Table[]) {
  const table = tables.find((each) => each.name === draft.table) ?? tables.at(-1)!
  const columns = table.columns.filter(
    ({ role }) => role === 'treatment' || role === 'outcome' || role === 'covariate',
  )
  const columnOf = (role: string) => columns.find((column) => column.role === role)?.name ?? ''
  const known = (name: string, role: string) =>
    columns.some((column) => column.name === name) ? name : columnOf(role)
  const treatment = known(draft.treatment, 'treatment')
  const outcome = known(draft.outcome, 'outcome')
  const others = columns.filter(({ name }) => name !== treatment && name !== outcome)
  /** Measured before the index time; the table's own treatment and outcome come after it. */
  const covariates = others.filter(({ role }) => role === 'covariate').map(({ name }) => name)
  return { table, columns, treatment, outcome, covariates, others: others.map(({ name }) => name) }
}

export type Question = ReturnType<typeof questionOn>

/** Columns of the question in which values are missing: what happens to such rows is the analyst's to say. */
export function missingIn(question: Question, described: Response<'effects.columns'> | null) {
  const asked = [question.treatment, question.outcome, ...draft.adjusted]
  return (described ?? []).filter(({ name, missing }) => missing > 0 && asked.includes(name))
}
