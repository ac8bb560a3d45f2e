import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { eventsCsv } from '../../src-main/simulate/csv.ts'
import { offerChance, purchaseChance, simulateCustomers } from '../../src-main/simulate/customers.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { customerTypes, shop } from '../../src-main/simulate/shop-constants.ts'

const dayLength = 86_400_000_000
const landmark = shop.start + shop.landmarkDay * dayLength
const outcomeFrom = landmark + shop.graceDays * dayLength
const outcomeTo = outcomeFrom + shop.outcomeDays * dayLength

test('the sample of 20,000 customers has at least 200,000 events, ordered by user and time', () => {
  const { events } = simulateShop({ users: 20_000, seed: 1, variant: 'observed' })
  expect(events.rows).toBeGreaterThanOrEqual(200_000)
  let ordered = true
  for (let user = 0; user < events.users.length; user++) {
    for (let row = events.userStart[user]; row < events.userStart[user + 1]; row++) {
      if (events.user[row] !== user) ordered = false
      if (row > events.userStart[user] && events.time[row] < events.time[row - 1]) ordered = false
    }
  }
  expect(ordered).toBe(true)
  expect(events.userStart[events.users.length]).toBe(events.rows)
})

test.each(['observed', 'unseen'] as const)(
  'the log of the %s shop says what its customers did',
  (variant) => {
    const options = { users: 3000, seed: 5, variant }
    const { events } = simulateShop(options)
    const customers = simulateCustomers(options)
    const type = (name: string) => events.types.indexOf(name)
    const column = () => new Float64Array(options.users)
    const counted = {
      carts: column(),
      purchases: column(),
      views: column(),
      offered: column(),
      buys: column(),
    }
    for (let row = 0; row < events.rows; row++) {
      const user = events.user[row]
      const time = events.time[row]
      const kind = events.type[row]
      if (time < landmark) {
        if (kind === type('cart')) counted.carts[user]++
        if (kind === type('purchase')) counted.purchases[user]++
        if (kind === type('view')) counted.views[user]++
      }
      if (kind === type('offer')) {
        expect(time >= landmark && time < outcomeFrom).toBe(true)
        counted.offered[user] = 1
      }
      if (kind === type('purchase') && time >= outcomeFrom && time < outcomeTo) counted.buys[user] = 1
      if (kind === type('purchase')) expect(time >= landmark && time < outcomeFrom).toBe(false)
    }
    for (const name of ['carts', 'purchases', 'views', 'offered', 'buys'] as const) {
      expect(counted[name], name).toEqual(customers[name])
    }
    const attribute = events.attributes[0]
    if (attribute.kind !== 'text') throw new Error('customer_type is text')
    for (let user = 0; user < options.users; user++) {
      expect(attribute.codes[events.userStart[user]]).toBe(customers.type[user])
    }
  },
)

test('a customer does not change with the number of customers', () => {
  const few = simulateShop({ users: 100, seed: 2, variant: 'observed' }).events
  const many = simulateShop({ users: 200, seed: 2, variant: 'observed' }).events
  expect(many.time.slice(0, few.rows)).toEqual(few.time)
  expect(many.item.slice(0, few.rows)).toEqual(few.item)
})

test('every chance lies where no clamp is needed, whatever a customer did', () => {
  for (let type = 0; type < customerTypes.length; type++) {
    for (let carts = 0; carts <= shop.weeksBefore; carts++) {
      for (let purchases = 0; purchases <= carts; purchases++) {
        for (const intent of [0, 0.5, 1]) {
          const offered = offerChance('observed', type, intent, carts, purchases)
          expect(offered).toBeGreaterThan(0.15)
          expect(offered).toBeLessThan(0.9)
          for (const given of [false, true]) {
            const chance = purchaseChance(type, intent, carts, purchases, given)
            expect(chance).toBeGreaterThan(0.015)
            expect(chance).toBeLessThan(0.95)
          }
        }
      }
    }
  }
})

test('weekends and evenings are busier, and prices move with them', () => {
  const { events } = simulateShop({ users: 2000, seed: 3, variant: 'observed' })
  const byHour = new Array(24).fill(0)
  for (const time of events.time) byHour[new Date(time / 1000).getUTCHours()]++
  expect(byHour[20]).toBeGreaterThan(4 * byHour[6])
  const prices = new Map<number, Set<number>>()
  for (let row = 0; row < events.rows; row++) {
    if (events.item[row] < 0) continue
    const seen = prices.get(events.item[row]) ?? new Set()
    prices.set(events.item[row], seen.add(events.price[row]))
  }
  expect([...prices.values()].every((seen) => seen.size >= 2)).toBe(true)
})

test('the written log is in order of time, has a line an event, and is the same for the same seed', () => {
  const options = { users: 500, seed: 9, variant: 'unseen' } as const
  const text = [...eventsCsv(simulateShop(options).events)].join('')
  const lines = text.trimEnd().split('\n')
  expect(lines[0]).toBe('time,user,session,event,item,price,customer_type,category,device')
  expect(lines.length - 1).toBe(simulateShop(options).events.rows)
  const times = lines.slice(1).map((line) => line.slice(0, 24))
  expect(times).toEqual([...times].sort())
  const hash = (value: string) => createHash('sha256').update(value).digest('hex')
  expect(hash([...eventsCsv(simulateShop(options).events)].join(''))).toBe(hash(text))
})
