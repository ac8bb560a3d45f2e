import type { EventMapping } from '../contract/data.ts'
import type { MappingCandidate } from './mapping-candidates.ts'

/** Of a column that says nothing of itself; kinds of things have more. */
const mostTypes = 8

/**
 * Guesses the parts of a log without names of columns by what they hold: one column of times; the first that names many, each more than once, the
 * user; the next such the item; texts of few kinds the type of event. Empty where there are no times.
 */
export function suggestNamelessMapping(columns: readonly MappingCandidate[]): Partial<EventMapping> {
  const filled = columns.filter(({ missing }) => missing < 0.5)
  const times = filled.filter(({ type }) => type === 'time')
  if (times.length !== 1) return {}
  const [time] = times
  const names = filled.filter(
    (column) => column !== time && column.whole && column.distinct < column.filled && isMany(column),
  )
  const [user, item] = names
  const type = filled.find(
    (column) =>
      column !== time &&
      !names.includes(column) &&
      column.type === 'category' &&
      column.distinct > 1 &&
      column.distinct <= mostTypes,
  )
  const parts = [time, user, item, type]
  const attributes = filled.filter((column) => !parts.includes(column)).map(({ name }) => name)
  return {
    time: time.name,
    ...(user === undefined ? {} : { user: user.name }),
    ...(item === undefined ? {} : { item: item.name }),
    ...(type === undefined ? {} : { type: type.name }),
    ...(attributes.length === 0 ? {} : { attributes }),
  }
}

function isMany({ distinct, filled }: MappingCandidate): boolean {
  return distinct >= 10 || distinct > filled / 20
}
