import { type EventHistories, historiesOf } from './event-histories.ts'

/** What fewer users than this ever did says nothing about others. */
export const fewestUsers = 5

/** Histories without the types that hardly anybody has, and the names of these. */
export function commonTypes(histories: EventHistories): {
  readonly histories: EventHistories
  readonly rare: readonly string[]
} {
  const { types, type, time, start, users, end } = histories
  const having = new Int32Array(types.length)
  const user = new Int32Array(time.length)
  for (let own = 0; own < users; own++) {
    user.fill(own, start[own], start[own + 1])
    for (const code of new Set(type.subarray(start[own], start[own + 1]))) having[code]++
  }
  const common = types.filter((_, code) => having[code] >= fewestUsers)
  if (common.length === types.length) return { histories, rare: [] }
  const codes = types.map((name) => common.indexOf(name))
  return {
    histories: historiesOf({ user, type: type.map((code) => codes[code]), time }, users, common, end),
    rare: types.filter((_, code) => having[code] < fewestUsers),
  }
}
