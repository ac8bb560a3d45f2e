import type { AttributeCells, EventColumns } from '../../src-main/contract/events.ts'

export interface Event {
  readonly user: string
  /** Hours from the start of 2026. */
  readonly hour: number
  readonly type: string
  readonly item?: string
  readonly session?: string
  readonly price?: number
  readonly quantity?: number
  readonly attributes?: Readonly<Record<string, string | number>>
}

/** The start of 2026, microseconds UTC. */
export const origin = Date.UTC(2026, 0, 1) * 1000

export const atHour = (hour: number) => origin + Math.round(hour * 3600e6)

/** Events as the store gives them: ordered by user, time and import; codes in order of first appearance. */
export function eventColumns(events: readonly Event[]): EventColumns {
  const users = names(events.map(({ user }) => user))
  const items = names(events.map(({ item }) => item))
  const types = names(events.map(({ type }) => type))
  const sessions = names(events.map(({ session }) => session))
  const codeOfUser = coder(users)
  const order = events
    .map((event, index) => ({ event, index }))
    .sort(
      (a, b) =>
        codeOfUser(a.event.user) - codeOfUser(b.event.user) ||
        a.event.hour - b.event.hour ||
        a.index - b.index,
    )
    .map(({ event }) => event)
  const codes = (list: readonly string[], of: (event: Event) => string | undefined) => {
    const codeOf = coder(list)
    return Int32Array.from(order, (event) => codeOf(of(event)))
  }
  const numbers = (of: (event: Event) => number | undefined) =>
    Float64Array.from(order, (event) => of(event) ?? NaN)
  const user = codes(users, (event) => event.user)
  return {
    rows: order.length,
    time: Float64Array.from(order, ({ hour }) => atHour(hour)),
    user,
    item: codes(items, (event) => event.item),
    type: codes(types, (event) => event.type),
    session: codes(sessions, (event) => event.session),
    price: numbers((event) => event.price),
    quantity: numbers((event) => event.quantity),
    attributes: names(events.flatMap((event) => Object.keys(event.attributes ?? {})))
      .sort()
      .map((name) => attributeCells(order, name)),
    users,
    items,
    types,
    sessions,
    userStart: starts(user, users.length),
  }
}

function attributeCells(order: readonly Event[], name: string): AttributeCells {
  const cells = order.map((event) => event.attributes?.[name])
  if (cells.every((cell) => typeof cell !== 'string')) {
    return { name, kind: 'number', values: Float64Array.from(cells, (cell) => Number(cell ?? NaN)) }
  }
  const levels = names(cells.map((cell) => (cell === undefined ? undefined : String(cell))))
  return { name, kind: 'text', levels, codes: Int32Array.from(cells, (cell) => levels.indexOf(String(cell))) }
}

function coder(list: readonly string[]): (name: string | undefined) => number {
  const codes = new Map(list.map((name, code) => [name, code]))
  return (name) => (name === undefined ? -1 : (codes.get(name) ?? -1))
}

function starts(user: Int32Array, users: number): Int32Array {
  const start = new Int32Array(users + 1)
  for (const code of user) start[code + 1]++
  for (let code = 0; code < users; code++) start[code + 1] += start[code]
  return start
}

function names(all: readonly (string | undefined)[]): string[] {
  return [...new Set(all.filter((name) => name !== undefined))]
}
