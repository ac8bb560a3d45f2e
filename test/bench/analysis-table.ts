/**
 * A million events of 100,000 users into an analysis table, against the plain way: group the events as objects by user,
 * and filter each user's once for each column. Both start from the same columns and give the same numbers, which is checked.
 */
import { buildAnalysisTable } from '../../src-main/behaviour/build-analysis-table.ts'
import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import type { EventColumns } from '../../src-main/contract/events.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { random } from '../../src-main/numeric/random.ts'

const rows = 1_000_000
const users = 100_000
const hour = 3600e6
const start = Date.UTC(2026, 0, 1) * 1000
const landmark = start + 30 * 24 * hour

const definition: AnalysisTableDefinition = {
  name: 'bench',
  unit: 'user',
  sessionGapMinutes: 30,
  indexTime: { kind: 'landmark', time: landmark },
  covariates: [
    { name: 'views', measure: 'count', types: ['view'] },
    { name: 'carts', measure: 'count', types: ['cart'] },
    { name: 'week', measure: 'count', windowHours: 168 },
    { name: 'spent', measure: 'sum-price', types: ['buy'] },
    { name: 'items', measure: 'distinct-items' },
    { name: 'last', measure: 'hours-since-last' },
  ],
  treatment: { name: 'offered', types: ['offer'], graceHours: 24 },
  outcome: { name: 'buys', measure: 'count', types: ['buy'], startHours: 24, windowHours: 240 },
  cutOff: 'exclude',
}

const events = makeEvents()
let [ours, baseline] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
for (let round = 0; round < 3; round++) {
  const [seconds, built] = timed(() => buildAnalysisTable(events, definition, silent))
  const [plainSeconds, plain] = timed(() => buildPlainly(asObjects(events)))
  ours = Math.min(ours, seconds)
  baseline = Math.min(baseline, plainSeconds)
  const buys = built.table.columns.find(({ name }) => name === 'buys')
  const total = buys?.kind === 'number' ? buys.values.reduce((sum, value) => sum + value, 0) : Number.NaN
  const plainTotal = plain.reduce((sum, row) => sum + row.buys, 0)
  if (built.table.rows !== plain.length || total !== plainTotal) throw new Error('the two tables differ')
}
console.log(`analysis-table: ${rows} events, ${users} users, ${definition.covariates.length} covariates`)
console.log(
  `  buildAnalysisTable ${(ours * 1000).toFixed(0)} ms (with its hash), grouping and filtering ${(baseline * 1000).toFixed(0)} ms`,
)
console.log(`  ratio ${(baseline / ours).toFixed(2)}`)

interface PlainEvent {
  readonly time: number
  readonly type: string
  readonly item: number
  readonly price: number
}

function buildPlainly(all: ReadonlyMap<string, readonly PlainEvent[]>) {
  const end = [...all.values()].reduce(
    (last, own) => own.reduce((most, { time }) => Math.max(most, time), last),
    0,
  )
  if (landmark + 264 * hour > end) return []
  const table = []
  for (const [user, own] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = own.filter(({ time }) => time < landmark)
    if (before.length === 0 || before.some(({ type }) => type === 'offer')) continue
    table.push({
      user,
      views: before.filter(({ type }) => type === 'view').length,
      carts: before.filter(({ type }) => type === 'cart').length,
      week: own.filter(({ time }) => time < landmark && time >= landmark - 168 * hour).length,
      spent: before.filter(({ type }) => type === 'buy').reduce((sum, { price }) => sum + price, 0),
      items: new Set(before.map(({ item }) => item)).size,
      last: (landmark - Math.max(...before.map(({ time }) => time))) / hour,
      offered: own.some(
        ({ type, time }) => type === 'offer' && time >= landmark && time < landmark + 24 * hour,
      ),
      buys: own.filter(
        ({ type, time }) => type === 'buy' && time >= landmark + 24 * hour && time < landmark + 264 * hour,
      ).length,
    })
  }
  return table
}

function makeEvents(): EventColumns {
  const source = random(2)
  const perUser = rows / users
  const time = new Float64Array(rows)
  for (let user = 0; user < users; user++) {
    const own = time.subarray(user * perUser, (user + 1) * perUser)
    for (let row = 0; row < perUser; row++)
      own[row] = start + Math.floor(source.uniform() * 60 * 24 * 3600) * 1e6
    own.sort()
  }
  const draw = () => source.uniform()
  return {
    rows,
    time,
    user: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / perUser)),
    item: Int32Array.from({ length: rows }, () => Math.floor(draw() * 5000)),
    type: Int32Array.from({ length: rows }, () => [0, 0, 0, 0, 0, 0, 1, 1, 2, 3][Math.floor(draw() * 10)]),
    session: new Int32Array(rows).fill(-1),
    price: Float64Array.from({ length: rows }, () => Math.round(draw() * 10_000) / 100),
    quantity: new Float64Array(rows).fill(1),
    attributes: [],
    users: Array.from({ length: users }, (_, user) => `user-${String(user).padStart(6, '0')}`),
    items: Array.from({ length: 5000 }, (_, item) => `item-${item}`),
    types: ['view', 'cart', 'buy', 'offer'],
    sessions: [],
    userStart: Int32Array.from({ length: users + 1 }, (_, user) => user * perUser),
  }
}

function asObjects({ users, userStart, time, type, types, item, price }: EventColumns) {
  const all = new Map<string, PlainEvent[]>()
  for (const [code, user] of users.entries()) {
    const own: PlainEvent[] = []
    for (let row = userStart[code]; row < userStart[code + 1]; row++) {
      own.push({ time: time[row], type: types[type[row]], item: item[row], price: price[row] })
    }
    all.set(user, own)
  }
  return all
}

function timed<T>(action: () => T): [number, T] {
  const began = performance.now()
  const result = action()
  return [(performance.now() - began) / 1000, result]
}
